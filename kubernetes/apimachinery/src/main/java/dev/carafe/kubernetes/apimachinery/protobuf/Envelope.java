package dev.carafe.kubernetes.apimachinery.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Arrays;

/**
 * What an object's message lies in, so that a reader knows its kind.
 *
 * <pre>
 * 6b 38 73 00                                  "k8s" and a zero
 * Unknown { 1: TypeMeta { 1: apiVersion 2: kind } 2: the object's message 3: "" 4: "" }
 * </pre>
 */
public final class Envelope {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    /** Content encoding and content type, both empty. */
    static final byte[] TAIL = {3 << 3 | WireReader.BYTES, 0, 4 << 3 | WireReader.BYTES, 0};

    /** What an envelope adds to a message is mostly shorter than this. */
    private static final int HEAD_SIZE = 128;

    private final String apiVersion;
    private final String kind;
    private final WireReader message;

    private Envelope(String apiVersion, String kind, WireReader message) {
        this.apiVersion = apiVersion;
        this.kind = kind;
        this.message = message;
    }

    /** Opens an envelope; its message is not looked at. */
    public static Envelope open(byte[] body) throws MalformedProtobufException {
        if (body.length < MAGIC.length || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new MalformedProtobufException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        if (body.length == MAGIC.length) {
            throw new MalformedProtobufException("empty body");
        }
        WireReader unknown = new WireReader(body, MAGIC.length, body.length);
        String[] type = {"", ""};
        WireReader raw = new WireReader(body, 0, 0);
        while (unknown.hasMore()) {
            int tag = unknown.tag();
            switch (tag) {
                case 1 << 3 | WireReader.BYTES -> typeMeta(unknown.message(), type);
                case 2 << 3 | WireReader.BYTES -> raw = unknown.message();
                default -> unknown.skip(tag & 7);
            }
        }
        return new Envelope(type[0], type[1], raw);
    }

    private static void typeMeta(WireReader in, String[] type) throws MalformedProtobufException {
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.BYTES -> type[0] = in.message().text();
                case 2 << 3 | WireReader.BYTES -> type[1] = in.message().text();
                default -> in.skip(tag & 7);
            }
        }
    }

    /** Such as {@code apps/v1}; may be empty. */
    public String apiVersion() {
        return apiVersion;
    }

    /** May be empty. */
    public String kind() {
        return kind;
    }

    /** Reads the message within, once. */
    public Struct decode(ProtobufDecoder decoder, String messageName) throws MalformedProtobufException {
        return decoder.decode(message, messageName);
    }

    /** Puts a message into an envelope. */
    public static byte[] seal(String apiVersion, String kind, byte[] message) {
        BackwardBuffer out = new BackwardBuffer(message.length + HEAD_SIZE);
        out.put(TAIL);
        out.put(message);
        head(out, apiVersion, kind, message.length);
        return out.toBytes();
    }

    static void head(BackwardBuffer out, String apiVersion, String kind, long length) {
        out.varint(length);
        out.tag(2, WireReader.BYTES);
        int before = out.size();
        text(out, 2, kind);
        text(out, 1, apiVersion);
        out.delimit(1, before);
        out.put(MAGIC);
    }

    /**
     * A frame of a watch: {@code WatchEvent { 1: type 2: RawExtension { 1: the object in its envelope } }} behind its length
     * in four bytes, the highest first.
     */
    public static byte[] frame(String eventType, byte[] object) {
        BackwardBuffer out = new BackwardBuffer(object.length + HEAD_SIZE);
        out.put(object);
        out.delimit(1, 0);
        out.delimit(2, 0);
        text(out, 1, eventType);
        int length = out.size();
        out.put((byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length);
        return out.toBytes();
    }

    private static void text(BackwardBuffer out, int number, String text) {
        int before = out.size();
        out.put(text.getBytes(UTF_8));
        out.delimit(number, before);
    }
}
