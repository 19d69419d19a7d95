"""The example city of ``jiheng serve --demo``: invented bodies and people, two years of packages."""

from jiheng_web.demo.city import City, build_city

__all__ = ["City", "build_city"]
