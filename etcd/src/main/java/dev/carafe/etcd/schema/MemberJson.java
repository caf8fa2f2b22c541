package dev.carafe.etcd.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The few values that etcd keeps as JSON. */
final class MemberJson {
    private static final JsonFactory JSON = new JsonFactory();

    private MemberJson() {}

    @FunctionalInterface
    private interface Content {
        void write(JsonGenerator to) throws IOException;
    }

    static String member(Origin origin) {
        return object(to -> {
            to.writeFieldName("id");
            to.writeNumber(Long.toUnsignedString(origin.memberId()));
            strings(to, "peerURLs", origin.peerUrls());
            to.writeStringField("name", origin.name());
            strings(to, "clientURLs", origin.clientUrls());
        });
    }

    /** Who votes, as etcd's consensus keeps it. */
    static String confState(long voter) {
        return object(to -> {
            to.writeArrayFieldStart("voters");
            to.writeNumber(Long.toUnsignedString(voter));
            to.writeEndArray();
            to.writeBooleanField("auto_leave", false);
        });
    }

    static String downgrade(String target) {
        return object(to -> {
            to.writeStringField("target-version", target);
            to.writeBooleanField("enabled", true);
        });
    }

    /** The version that a downgrade goes to, empty when none is going on. */
    static String downgradeTarget(String json) throws IOException {
        String target = "";
        boolean enabled = false;
        try (JsonParser from = JSON.createParser(json)) {
            if (from.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (from.nextToken() == JsonToken.FIELD_NAME) {
                String name = from.currentName();
                JsonToken value = from.nextToken();
                if (name.equals("target-version") && value == JsonToken.VALUE_STRING) {
                    target = from.getText();
                } else if (name.equals("enabled")) {
                    enabled = value == JsonToken.VALUE_TRUE;
                } else {
                    from.skipChildren();
                }
            }
        }
        return enabled ? target : "";
    }

    private static void strings(JsonGenerator to, String name, List<String> values) throws IOException {
        to.writeArrayFieldStart(name);
        for (String value : values) {
            to.writeString(value);
        }
        to.writeEndArray();
    }

    private static String object(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = JSON.createGenerator(text)) {
            to.writeStartObject();
            content.write(to);
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string takes everything
        }
        return text.toString();
    }
}
