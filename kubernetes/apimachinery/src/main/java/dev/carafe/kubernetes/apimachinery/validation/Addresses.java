package dev.carafe.kubernetes.apimachinery.validation;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;

/** Reads IP addresses as Go's {@code net/netip} does: no leading zeros in IPv4, no zone, never a host name. */
public final class Addresses {
    private Addresses() {}

    /** Whether the text is an IPv4 or IPv6 address. */
    public static boolean isAddress(String text) {
        return isV4(text) || isV6(text);
    }

    /** Whether the text is an IPv4 address of four decimal numbers. */
    public static boolean isV4(String text) {
        int parts = 0;
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            if (decimal(text, start, end, 255).isEmpty()) {
                return false;
            }
            parts++;
            start = end + 1;
        }
        return parts == 4;
    }

    /** Whether the text is an IPv6 address, the last four bytes of which may be written as IPv4. */
    public static boolean isV6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text) == 8;
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            return false;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        int before = head.isEmpty() ? 0 : head.indexOf('.') >= 0 ? -1 : groups(head);
        int after = tail.isEmpty() ? 0 : groups(tail);
        return before >= 0 && after >= 0 && before + after < 8;
    }

    /** How many groups of 16 bits the text holds, or -1 where one is malformed. */
    private static int groups(String text) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                if (!isV4(parts[i])) {
                    return -1;
                }
                count += 2;
            } else if (isGroup(parts[i])) {
                count++;
            } else {
                return -1;
            }
        }
        return count;
    }

    private static boolean isGroup(String text) {
        return !text.isEmpty()
                && text.length() <= 4
                && text.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    }

    /** Whether the text is an address, a slash and a prefix's length. */
    public static boolean isBlock(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String address = text.substring(0, slash);
        int bits = isV4(address) ? 32 : isV6(address) ? 128 : -1;
        return bits >= 0 && decimal(text, slash + 1, text.length(), bits).isPresent();
    }

    /** An address as RFC 5952 writes it: Java's own form does not leave out the longest run of zeros. */
    public static String text(InetAddress address) {
        String plain = address.getHostAddress();
        if (plain.indexOf(':') < 0) {
            return plain;
        }
        String[] groups = plain.split(":", -1);
        int best = 0;
        int bestLength = 1;
        for (int i = 0; i < groups.length; i++) {
            int length = 0;
            while (i + length < groups.length && groups[i + length].equals("0")) {
                length++;
            }
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        if (bestLength < 2) {
            return plain;
        }
        String head = String.join(":", List.of(groups).subList(0, best));
        return head + "::" + String.join(":", List.of(groups).subList(best + bestLength, groups.length));
    }

    private static OptionalInt decimal(String text, int start, int end, int max) {
        if (start >= end || end - start > 3 || (text.charAt(start) == '0' && end - start > 1)) {
            return OptionalInt.empty();
        }
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            value = value * 10 + c - '0';
        }
        return value <= max ? OptionalInt.of(value) : OptionalInt.empty();
    }
}
