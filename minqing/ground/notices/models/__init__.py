from minqing.ground.notices.models.channel import NoticeChannel
from minqing.ground.notices.models.message import NoticeMessage
from minqing.ground.notices.models.notice import Notice
from minqing.ground.notices.models.preference import NoticePreference

__all__ = ["Notice", "NoticeChannel", "NoticeMessage", "NoticePreference"]
