package dev.carafe.kubernetes.proxy.service;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Ranges of addresses, such as {@code 10.0.0.0/8}, brought into a form without overlaps. Pure. */
final class SourceRanges {
    private SourceRanges() {}

    private record Range(InetAddress address, int prefix) {
        private static Optional<Range> parse(String text) {
            String[] parts = text.strip().split("/", -1);
            try {
                InetAddress address = InetAddress.ofLiteral(parts[0]);
                int bits = 8 * address.getAddress().length;
                int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : -1;
                return prefix < 0 || prefix > bits ? Optional.empty() : Optional.of(new Range(address, prefix));
            } catch (IllegalArgumentException _) {
                return Optional.empty(); // the API server refuses such; what it let through once is nobody's address
            }
        }

        private BigInteger start() {
            int free = 8 * address.getAddress().length - prefix;
            return new BigInteger(1, address.getAddress()).shiftRight(free).shiftLeft(free);
        }

        private boolean holds(Range other) {
            int free = 8 * address.getAddress().length - prefix;
            return prefix <= other.prefix
                    && address.getAddress().length == other.address.getAddress().length
                    && other.start().shiftRight(free).equals(start().shiftRight(free));
        }

        private String text() {
            byte[] whole = start().toByteArray();
            byte[] bytes = new byte[address.getAddress().length];
            for (int i = 0; i < Math.min(bytes.length, whole.length); i++) {
                bytes[bytes.length - 1 - i] = whole[whole.length - 1 - i];
            }
            try {
                return InetAddress.getByAddress(bytes).getHostAddress() + "/" + prefix;
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e); // the length is an address's own
            }
        }
    }

    /** Whether an address lies in one of the ranges. */
    static boolean hold(List<String> ranges, String address) {
        return Range.parse(address + (address.contains(":") ? "/128" : "/32"))
                .filter(one -> ranges.stream()
                        .flatMap(range -> Range.parse(range).stream())
                        .anyMatch(range -> range.holds(one)))
                .isPresent();
    }

    /**
     * The ranges of one family, none within another. Where ranges are given but none is of this family, nobody of the
     * family may come: a range that holds only the unspecified address says so.
     */
    static List<String> of(Family family, List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        List<Range> ranges = new ArrayList<>(texts.stream()
                .flatMap(text -> Range.parse(text).stream())
                .filter(range -> (range.address().getAddress().length == 4) == (family == Family.IPV4))
                .sorted(Comparator.comparingInt(Range::prefix))
                .toList());
        List<Range> kept = new ArrayList<>();
        for (Range range : ranges) {
            if (kept.stream().noneMatch(wider -> wider.holds(range))) {
                kept.add(range);
            }
        }
        return kept.isEmpty()
                ? List.of(family == Family.IPV4 ? "0.0.0.0/32" : "::/128")
                : kept.stream().map(Range::text).toList();
    }
}
