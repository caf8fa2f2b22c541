package dev.carafe.kubernetes.apimachinery.structural;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.resource.QuantityFormatException;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.Instant;
import java.util.Base64;

/** The canonical forms of scalars that upstream decodes by code of their own, with that code's messages. */
final class Scalars {
    private Scalars() {}

    static Object time(Object value, boolean micro) throws DecodingException {
        if (!(value instanceof String text)) {
            throw new DecodingException(
                    "json: cannot unmarshal " + Json.typeName(value) + " into Go value of type string");
        }
        Instant time = Times.parse(text)
                .orElseThrow(() -> new DecodingException("parsing time " + Quoted.of(text)
                        + " as \"2006-01-02T15:04:05Z07:00\": cannot parse " + Quoted.of(text) + " as \"2006\""));
        String canonical = micro ? Times.formatMicro(time) : Times.format(time);
        return canonical.equals(text) ? text : canonical;
    }

    static Object quantity(Object value) throws DecodingException {
        String text = switch (value) {
            case String string -> string.strip();
            case Number number -> Json.toString(number);
            default -> Json.toString(value);
        };
        try {
            String canonical = Quantity.parseStrict(text).toString();
            return canonical.equals(value) ? value : canonical;
        } catch (QuantityFormatException e) {
            throw new DecodingException(e.getMessage());
        }
    }

    static Object bytes(String text) throws DecodingException {
        String plain = text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace("\n", "").replace("\r", "");
        try {
            Base64.getDecoder().decode(plain);
        } catch (IllegalArgumentException _) {
            throw new DecodingException("illegal base64 data at input byte " + badByte(text));
        }
        if (plain.length() % 4 != 0) {
            throw new DecodingException("illegal base64 data at input byte " + text.length() / 4 * 4);
        }
        return plain;
    }

    private static int badByte(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!digit && c != '+' && c != '/' && c != '\n' && c != '\r') {
                return i;
            }
        }
        return text.length() / 4 * 4;
    }
}
