"""What stays the same through one pass over a sheet: the branch, its people of staff, its price list."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import translation

from rapport.care.models import Category, PriceItem
from rapport.importing.models import Import, ImportSheet
from rapport.importing.recognising import Kind
from rapport.importing.staging import mapping_of, sheets_in_order
from rapport.lib import clock
from rapport.people import names
from rapport.people.models import Tag
from rapport.people.models.tag import BuiltInTag
from rapport.staff.models import Branch, User
from rapport.staff.models.branch import LANGUAGES


@dataclass
class Clinic:
    """An import at its branch. `preview`: earlier rows of the import are not written yet, but will be."""

    imported: Import
    sheet: ImportSheet
    preview: bool

    def __post_init__(self) -> None:
        self.branch: Branch = self.imported.branch
        self.zone: ZoneInfo = self.branch.zone
        self.today = clock.today(self.zone)
        self.kind = Kind(self.sheet.kind)
        self.mapping = mapping_of(self.sheet)

    @cached_property
    def earlier_sheets(self) -> list[int]:
        """Sheets of the same kind that are worked through before this one."""
        ids = [sheet.pk for sheet in sheets_in_order(self.imported, [self.kind])]
        return ids[: ids.index(self.sheet.pk)]

    @cached_property
    def money_both_ways(self) -> bool:
        """Whether the files of the import tell of money both beside visits and in rows of its own."""
        visits = sheets_in_order(self.imported, [Kind.VISITS])
        beside = any("paid" in mapping_of(sheet).by_field for sheet in visits)
        return beside and bool(sheets_in_order(self.imported, [Kind.PAYMENTS]))

    @cached_property
    def other_branches(self) -> dict[str, str]:
        """Folded name → name of every branch but this one."""
        others = Branch.objects.exclude(pk=self.branch.pk).values_list("name", flat=True)
        own = names.fold(self.branch.name)
        return {names.fold(name): name for name in others if names.fold(name) != own}

    @cached_property
    def dentists(self) -> dict[str, int]:
        """Folded name → id of the people of staff here; names that two of them share are left out."""
        here = User.objects.filter(Q(roles__branch=self.branch) | Q(roles__branch=None, roles__isnull=False))
        found: dict[str, int | None] = {}
        for user, called in here.distinct().values_list("pk", "name"):
            key = names.fold(called)
            found[key] = None if key in found else user
        return {key: user for key, user in found.items() if user is not None and key}

    @cached_property
    def categories(self) -> tuple[dict[str, str], dict[str, str]]:
        """Category by the folded code and by the folded name of the branch's price list."""
        by_code: dict[str, str] = {}
        by_name: dict[str, str] = {}
        listed = PriceItem.objects.filter(branch=self.branch).exclude(category=None)
        for code, name, category in listed.values_list("code", "name", "category__code"):
            if code:
                by_code[names.fold(code)] = category
            by_name[names.fold(name)] = category
        return by_code, by_name

    def category(self, code: str, name: str, guessed: str | None) -> str | None:
        """The category of a treatment: by the price list's code, its name, then by what the words say."""
        by_code, by_name = self.categories
        found = by_code.get(names.fold(code)) or by_name.get(names.fold(name)) or guessed
        return found if found in self.category_codes else None

    @cached_property
    def category_codes(self) -> frozenset[str]:
        """The categories that the clinic has not taken away."""
        return frozenset(Category.objects.values_list("code", flat=True))

    @cached_property
    def built_in_tags(self) -> dict[str, str]:
        """Folded words in every language → code of the built-in tag (REC-8)."""
        words: dict[str, str] = {tag: tag for tag in BuiltInTag.values}
        for language, _name in LANGUAGES:
            with translation.override(language):
                words |= {names.fold(str(label)): tag for tag, label in BuiltInTag.choices}
        return words

    @cached_property
    def tag_names(self) -> dict[str, str]:
        """Code of a built-in tag → the name under which its row stands."""
        built_in = Tag.objects.exclude(built_in=None).values_list("built_in", "name")
        return {code: name for code, name in built_in if code}

    def tag_name(self, word: str) -> str:
        """The name of the tag that a word in a file means."""
        code = self.built_in_tags.get(names.fold(word))
        return self.tag_names.get(code, word) if code else word
