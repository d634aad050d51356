"""What the API shows of people and units."""

from typing import Any

from rest_framework import serializers

from foundation.people.models import Unit


class UnitSerializer(serializers.ModelSerializer[Unit]):
    """A unit; `above` is the uid of the unit above, null for a root."""

    above = serializers.UUIDField(source="parent.uid", allow_null=True, default=None, read_only=True)

    class Meta:
        model = Unit
        fields = ["uid", "name", "code", "kind", "above", "is_inventory"]


class GrantSerializer(serializers.Serializer[Any]):
    """A role held on a unit."""

    role = serializers.CharField()
    unit = serializers.UUIDField()
    unit_name = serializers.CharField()


class MeSerializer(serializers.Serializer[Any]):
    """Who calls, with which roles, and what the token allows."""

    uid = serializers.UUIDField()
    username = serializers.CharField()
    name = serializers.CharField()
    time_zone = serializers.CharField()
    roles = GrantSerializer(many=True)
    scopes = serializers.ListField(child=serializers.CharField())
