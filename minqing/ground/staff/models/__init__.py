from minqing.ground.staff.models.organisation import Organisation
from minqing.ground.staff.models.posting import Posting
from minqing.ground.staff.models.role import Role
from minqing.ground.staff.models.user import User

__all__ = ["Organisation", "Posting", "Role", "User"]
