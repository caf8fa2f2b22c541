package dev.carafe.etcd.auth;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that one user may read, or write: the ranges of all its roles, those that touch joined into one, so that a
 * range asked for is allowed when one of them holds it whole (etcd {@code server/auth/range_perm_cache.go}).
 */
final class Grants {
    private final List<KeyRange> ranges;

    private Grants(List<KeyRange> ranges) {
        this.ranges = ranges;
    }

    /** What permissions allow, but those of just the other kind of access. */
    static Grants of(List<Permission> permissions, Permission.Type except) {
        List<KeyRange> wanted = new ArrayList<>();
        for (Permission permission : permissions) {
            if (permission.type() != except) {
                wanted.add(KeyRange.of(permission.key(), permission.rangeEnd()));
            }
        }
        wanted.sort(Comparator.comparing(KeyRange::from));
        List<KeyRange> joined = new ArrayList<>();
        for (KeyRange range : wanted) {
            KeyRange last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && touches(last, range.from())) {
                joined.set(joined.size() - 1, new KeyRange(last.from(), later(last.end(), range.end())));
            } else {
                joined.add(range);
            }
        }
        return new Grants(List.copyOf(joined));
    }

    boolean allow(KeyRange asked) {
        for (KeyRange range : ranges) {
            if (range.from().compareTo(asked.from()) <= 0 && endsWithin(asked.end(), range.end())) {
                return true;
            }
        }
        return false;
    }

    private static boolean touches(KeyRange range, Bytes from) {
        Bytes end = range.end();
        return end == null || from.compareTo(end) <= 0;
    }

    private static boolean endsWithin(@Nullable Bytes asked, @Nullable Bytes end) {
        return end == null || (asked != null && asked.compareTo(end) <= 0);
    }

    private static @Nullable Bytes later(@Nullable Bytes a, @Nullable Bytes b) {
        if (a == null || b == null) {
            return null;
        }
        return a.compareTo(b) >= 0 ? a : b;
    }
}
