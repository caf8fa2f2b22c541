package dev.carafe.etcd.peer;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The calls between members, whose messages are bytes, and what each call says of itself. */
final class PeerMethods {
    static final String SERVICE = "carafe.etcd.Peer";

    /** Messages one way; an empty one is answered with an empty one, which shows that the other end is alive. */
    static final MethodDescriptor<byte[], byte[]> MESSAGES =
            method(MethodDescriptor.MethodType.BIDI_STREAMING, "Messages");

    /** The message, then the snapshot's chunks; the answer is empty. */
    static final MethodDescriptor<byte[], byte[]> SNAPSHOT =
            method(MethodDescriptor.MethodType.CLIENT_STREAMING, "Snapshot");

    /** A question for the leader. */
    static final MethodDescriptor<byte[], byte[]> ASK = method(MethodDescriptor.MethodType.UNARY, "Ask");

    /** Who the members are; the only call that a caller without an identity may make. */
    static final MethodDescriptor<byte[], byte[]> MEMBERS = method(MethodDescriptor.MethodType.UNARY, "Members");

    static final Metadata.Key<String> CLUSTER = key("carafe-cluster");
    static final Metadata.Key<String> FROM = key("carafe-from");
    static final Metadata.Key<String> TO = key("carafe-to");
    /** Where the caller is reached, separated by commas: the one called may not have it among its members yet. */
    static final Metadata.Key<String> URLS = key("carafe-urls");

    static final String REMOVED = "the member has been permanently removed from the cluster";

    static final byte[] EMPTY = {};

    private PeerMethods() {}

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodDescriptor.MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new AsTheyAre())
                .setResponseMarshaller(new AsTheyAre())
                .build();
    }

    private record AsTheyAre() implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
