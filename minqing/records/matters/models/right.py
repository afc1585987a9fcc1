"""Which rights the kinds' tables have given to roles already, so that what a county takes away is not given again."""

from django.db import models


class GrantedRight(models.Model):
    """A verb that was given once to the roles that its table names."""

    verb = models.CharField(max_length=40, primary_key=True)

    class Meta:
        db_table = "granted_right"

    def __str__(self) -> str:
        return self.verb
