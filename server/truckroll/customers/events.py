"""What this room tells: customers, sites, contacts, hazards and assets made and changed."""

from truckroll.foundation.events import Event, event


@event("customers.customer.created")
class CustomerCreated(Event):
    """A customer was entered."""

    customer_id: int


@event("customers.customer.changed")
class CustomerChanged(Event):
    """A customer's name, bill address or terms changed, or it was archived or restored."""

    customer_id: int


@event("customers.site.created")
class SiteCreated(Event):
    """A site was entered."""

    site_id: int
    customer_id: int


@event("customers.site.changed")
class SiteChanged(Event):
    """Something shown of a site changed: name, address, access windows, notes, a contact or a hazard."""

    site_id: int


@event("customers.site.located")
class SiteLocated(Event):
    """A site's pin was set or moved."""

    site_id: int


@event("customers.contact.created")
class ContactCreated(Event):
    """A person to call was entered."""

    contact_id: int
    customer_id: int
    site_id: int | None


@event("customers.contact.changed")
class ContactChanged(Event):
    """A contact's name, role or number changed, or it was archived or restored."""

    contact_id: int
    customer_id: int
    site_id: int | None


@event("customers.hazard.created")
class HazardCreated(Event):
    """A hazard of a site was entered."""

    hazard_id: int
    site_id: int


@event("customers.hazard.changed")
class HazardChanged(Event):
    """A hazard of a site changed, or is over."""

    hazard_id: int
    site_id: int


@event("customers.asset.created")
class AssetCreated(Event):
    """A thing at a site was entered."""

    asset_id: int
    site_id: int


@event("customers.asset.changed")
class AssetChanged(Event):
    """A thing at a site changed, or was taken out."""

    asset_id: int
    site_id: int


@event("customers.condition.changed")
class ConditionChanged(Event):
    """What holds for work at a customer, a site or an asset was added, changed or taken away."""

    customer_id: int | None
    site_id: int | None
    asset_id: int | None
    kind: str


@event("customers.asset_skill.changed")
class AssetSkillChanged(Event):
    """A kind of asset asks for another skill, or for none."""

    kind: str
    make: str
