package dev.carafe.etcd.slow;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.List;

/** Requests as one line for the log: in protobuf's text form, with the sizes of values in the place of values. */
public final class RequestText {
    /** Characters of a line: a transaction may have many keys, and they may be long. */
    private static final int CHARACTERS_MAX = 4096;

    private final StringBuilder text = new StringBuilder();

    private RequestText() {}

    /** Of a client's request. */
    public static String of(Message request) {
        RequestText written = new RequestText();
        written.write(request);
        return written.full() ? written.text.substring(0, CHARACTERS_MAX) + "..." : written.text.toString();
    }

    private boolean full() {
        return text.length() > CHARACTERS_MAX;
    }

    private void write(Message message) {
        message.getAllFields().forEach((field, value) -> {
            if (field.isRepeated()) {
                ((List<?>) value).forEach(each -> write(field, each));
            } else {
                write(field, value);
            }
        });
    }

    private void write(FieldDescriptor field, Object value) {
        if (full()) {
            return;
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '<') {
            text.append(' ');
        }
        switch (value) {
            case Message inner -> {
                text.append(field.getName()).append(":<");
                write(inner);
                text.append('>');
            }
            case ByteString bytes
            when field.getName().equals("value") -> text.append("value_size:").append(bytes.size());
            case ByteString bytes -> {
                ByteString shown = bytes.substring(0, Math.min(bytes.size(), CHARACTERS_MAX));
                text.append(field.getName()).append(":\"").append(TextFormat.escapeBytes(shown));
                text.append('"');
            }
            default -> text.append(field.getName()).append(':').append(value);
        }
    }
}
