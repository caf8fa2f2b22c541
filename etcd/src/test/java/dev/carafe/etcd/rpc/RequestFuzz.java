package dev.carafe.etcd.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.proto.Auth;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.testing.RandomRequests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Requests of the v3 protocol: any bytes are refused, or decoded to what gives the same when encoded and decoded again. */
public final class RequestFuzz {
    /** A kind of request; the first byte of the input chooses one. */
    private record Kind<M extends Message, R>(Parser<M> parser, Function<M, R> decode, Function<R, M> encode) {
        void check(ByteBuffer data) {
            R request;
            try {
                request = decode.apply(parser.parseFrom(data));
            } catch (InvalidProtocolBufferException | EtcdException _) {
                return;
            }
            R again = decode.apply(encode.apply(request));
            if (!again.equals(request)) {
                throw new AssertionError(request + " was encoded and decoded to " + again);
            }
        }
    }

    private static final List<Kind<?, ?>> KINDS = List.of(
            new Kind<>(Rpc.RangeRequest.parser(), RequestCodec::decode, RequestCodec::encode),
            new Kind<>(Rpc.PutRequest.parser(), RequestCodec::decode, RequestCodec::encode),
            new Kind<>(Rpc.DeleteRangeRequest.parser(), RequestCodec::decode, RequestCodec::encode),
            new Kind<>(Rpc.TxnRequest.parser(), RequestCodec::decode, RequestCodec::encode),
            new Kind<>(Rpc.WatchCreateRequest.parser(), RequestCodec::decode, RequestCodec::encode),
            new Kind<>(Auth.Permission.parser(), ValueCodec::decode, ValueCodec::encode));

    private RequestFuzz() {}

    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length > 0) {
            KINDS.get(Byte.toUnsignedInt(data[0]) % KINDS.size()).check(ByteBuffer.wrap(data, 1, data.length - 1));
        }
    }

    public static List<byte[]> seeds() {
        RandomRequests random = new RandomRequests(new SplittableRandom(5), 9);
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            seeds.add(seed(0, RequestCodec.encode(random.range(1, 9))));
            switch (random.write(9)) {
                case PutRequest put -> seeds.add(seed(1, RequestCodec.encode(put)));
                case DeleteRangeRequest delete -> seeds.add(seed(2, RequestCodec.encode(delete)));
                case TxnRequest txn -> seeds.add(seed(3, RequestCodec.encode(txn)));
                default -> throw new IllegalStateException("no other requests are made");
            }
        }
        seeds.add(seed(
                4,
                Rpc.WatchCreateRequest.newBuilder()
                        .setStartRevision(4)
                        .setProgressNotify(true)
                        .addFilters(Rpc.WatchCreateRequest.FilterType.NODELETE)
                        .build()));
        return seeds;
    }

    private static byte[] seed(int kind, Message message) {
        return ByteBuffer.allocate(1 + message.getSerializedSize())
                .put((byte) kind)
                .put(message.toByteArray())
                .array();
    }
}
