package dev.carafe.kubernetes.apimachinery.protobuf;

/** Bytes that are no protobuf message of the kind that they should be. */
public final class MalformedProtobufException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedProtobufException(String message) {
        super(message, null, false, false);
    }
}
