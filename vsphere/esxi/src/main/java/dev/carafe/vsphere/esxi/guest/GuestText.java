package dev.carafe.vsphere.esxi.guest;

import dev.carafe.vsphere.esxi.guest.GuestAgentException.Kind;
import java.util.Base64;

/** Makes what a guest says fit to be kept and shown. Pure. */
final class GuestText {
    /** More than any name of a host, a user or a release has. */
    static final int TEXT_MAX = 255;

    private GuestText() {}

    /** The text without control characters and of bounded length. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .limit(TEXT_MAX)
                .filter(point -> !Character.isISOControl(point)
                        && Character.getType(point) != Character.SURROGATE
                        && Character.getType(point) != Character.FORMAT)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    static byte[] bytes(String base64) throws GuestAgentException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException wrong) {
            throw new GuestAgentException(Kind.MALFORMED, "the guest agent's answer is no base64");
        }
    }
}
