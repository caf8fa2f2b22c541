package dev.carafe.etcd.slow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;

/** An object of JSON in a line of the log, field by field. */
public final class JsonText {
    private static final JsonFactory JSON = new JsonFactory();
    /** Of a number of nanoseconds that is told in milliseconds. */
    private static final int DECIMALS = 6;

    private final StringWriter text = new StringWriter();
    private final JsonGenerator to;

    public JsonText() {
        try {
            to = JSON.createGenerator(text);
            to.writeStartObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string takes everything
        }
    }

    public JsonText with(String name, String value) {
        try {
            to.writeStringField(name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public JsonText with(String name, long value) {
        try {
            to.writeNumberField(name, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A time in milliseconds, such as {@code 0.25ms}. */
    public JsonText with(String name, Duration value) {
        return with(
                name,
                BigDecimal.valueOf(value.toNanos(), DECIMALS)
                                .stripTrailingZeros()
                                .toPlainString() + "ms");
    }

    /** The whole object; takes no more fields. */
    public String text() {
        try {
            to.close(); // ends the object
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
