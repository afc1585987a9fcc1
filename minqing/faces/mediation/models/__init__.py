from minqing.faces.mediation.models.room_file import RoomFile

__all__ = ["RoomFile"]
