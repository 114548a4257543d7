"""What this room tells: places and parts made or changed, and every move."""

from truckroll.foundation.events import Event, event


@event("stock.place.changed")
class PlaceChanged(Event):
    """A van or a shelf was made, renamed, archived or brought back."""

    place_id: int


@event("stock.part.changed")
class PartChanged(Event):
    """A part was put into the catalogue, or is called otherwise there."""

    part_id: int


@event("stock.moved")
class StockMoved(Event):
    """Parts came to a place or left it; `quantity` is what the move adds there, as a decimal."""

    place_id: int
    part_id: int
    kind: str
    quantity: str
