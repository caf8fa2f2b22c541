package dev.carafe.etcd.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Permission;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.proto.Auth;
import dev.carafe.etcd.proto.Kv;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes, key-values, events and errors, to the wire and back. */
public final class ValueCodec {
    private ValueCodec() {}

    /** Without a copy: both sides are immutable. */
    static ByteString encode(Bytes bytes) {
        return bytes.isEmpty() ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes.asByteBuffer());
    }

    /** A text's bytes. */
    public static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** A copy. */
    public static Bytes decode(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static Kv.KeyValue encode(KeyValue kv) {
        return Kv.KeyValue.newBuilder()
                .setKey(encode(kv.key()))
                .setValue(encode(kv.value()))
                .setCreateRevision(kv.createRevision())
                .setModRevision(kv.modRevision())
                .setVersion(kv.version())
                .setLease(kv.lease())
                .build();
    }

    static KeyValue decode(Kv.KeyValue kv) {
        return new KeyValue(
                decode(kv.getKey()),
                decode(kv.getValue()),
                kv.getCreateRevision(),
                kv.getModRevision(),
                kv.getVersion(),
                kv.getLease());
    }

    static List<KeyValue> decode(List<Kv.KeyValue> kvs) {
        return kvs.stream().map(ValueCodec::decode).toList();
    }

    public static Kv.Event encode(WatchEvent event) {
        Kv.Event.Builder to = Kv.Event.newBuilder()
                .setType(event.isDelete() ? Kv.Event.EventType.DELETE : Kv.Event.EventType.PUT)
                .setKv(encode(event.kv()));
        @Nullable KeyValue prev = event.prevKv();
        if (prev != null) {
            to.setPrevKv(encode(prev));
        }
        return to.build();
    }

    public static WatchEvent decode(Kv.Event event) {
        KeyValue kv = decode(event.getKv());
        return new WatchEvent(
                event.getType() == Kv.Event.EventType.DELETE ? KeyValue.tombstone(kv.key(), kv.modRevision()) : kv,
                event.hasPrevKv() ? decode(event.getPrevKv()) : null);
    }

    public static Auth.Permission encode(Permission permission) {
        return Auth.Permission.newBuilder()
                .setPermTypeValue(permission.type().number())
                .setKey(encode(permission.key()))
                .setRangeEnd(encode(permission.rangeEnd()))
                .build();
    }

    public static Permission decode(Auth.Permission permission) {
        Permission.Type type = switch (permission.getPermType()) {
            case READ -> Permission.Type.READ;
            case WRITE -> Permission.Type.WRITE;
            case READWRITE -> Permission.Type.READWRITE;
            case UNRECOGNIZED -> throw EtcdError.INVALID_AUTH_MGMT.exception();
        };
        return new Permission(type, decode(permission.getKey()), decode(permission.getRangeEnd()));
    }

    /** The status that a client of etcd sees. */
    public static StatusRuntimeException encode(EtcdException failure) {
        return Status.fromCodeValue(failure.code().number())
                .withDescription(failure.getMessage())
                .asRuntimeException();
    }

    public static EtcdException decode(StatusRuntimeException failure) {
        Status status = failure.getStatus();
        String text = status.getDescription();
        return new EtcdException(
                EtcdError.Code.valueOf(status.getCode().name()),
                text == null ? status.getCode().toString() : text,
                failure);
    }
}
