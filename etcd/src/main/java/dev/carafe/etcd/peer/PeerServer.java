package dev.carafe.etcd.peer;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.consensus.MessageCodec;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.metrics.PeerMetrics;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.rpc.ValueCodec;
import dev.carafe.etcd.wal.SnapshotTransfer;
import dev.carafe.etcd.wal.StorageDirectory;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes what other members send. Safe for any thread. */
final class PeerServer {
    private static final System.Logger LOG = System.getLogger(PeerServer.class.getName());

    /** Lets a caller in, or throws the status that it is refused with. */
    interface Door {
        PeerAdmission.Caller admit(Metadata headers) throws StatusException;
    }

    private final long self;
    private final Door door;
    private final Peers.Listener listener;
    private final StorageDirectory directory;
    private final Supplier<@Nullable LeaderCalls> here;
    private final LongFunction<Session.HashKv> hashes;
    private final Supplier<byte[]> members;
    private final PeerMetrics metrics;
    /** Members whose snapshot is on its way. */
    private final Set<Long> receiving = ConcurrentHashMap.newKeySet();

    PeerServer(
            long self,
            Door door,
            Peers.Listener listener,
            StorageDirectory directory,
            Supplier<@Nullable LeaderCalls> here,
            LongFunction<Session.HashKv> hashes,
            Supplier<byte[]> members,
            PeerMetrics metrics) {
        this.self = self;
        this.door = door;
        this.listener = listener;
        this.directory = directory;
        this.here = here;
        this.hashes = hashes;
        this.members = members;
        this.metrics = metrics;
    }

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(PeerMethods.SERVICE)
                .addMethod(PeerMethods.MESSAGES, admitted(Messages::new))
                .addMethod(PeerMethods.SNAPSHOT, admitted(Receiving::new))
                .addMethod(PeerMethods.ASK, admitted((call, _) -> new Unary(call, this::answer)))
                .addMethod(PeerMethods.MEMBERS, (call, _) -> {
                    call.request(2);
                    return new Unary(call, _ -> members.get());
                })
                .build();
    }

    private interface Taker {
        ServerCall.Listener<byte[]> take(ServerCall<byte[], byte[]> call, PeerAdmission.Caller caller);
    }

    private ServerCallHandler<byte[], byte[]> admitted(Taker taker) {
        return (call, headers) -> {
            PeerAdmission.Caller caller;
            try {
                caller = door.admit(headers);
            } catch (StatusException e) {
                LOG.log(System.Logger.Level.WARNING, "refused another member: {0}", e.getStatus());
                call.close(e.getStatus(), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            call.request(2);
            return taker.take(call, caller);
        };
    }

    private byte[] answer(byte[] question) throws IOException {
        if (HashQuestion.is(question)) {
            return HashQuestion.answer(question, hashes);
        }
        LeaderCalls calls = here.get();
        if (calls == null) {
            throw Status.UNAVAILABLE.withDescription("the member is starting").asRuntimeException();
        }
        return LeaderQuestion.answer(question, self, calls);
    }

    /** A message for this member, from the one that says so. */
    private Message message(byte[] bytes, PeerAdmission.Caller caller) {
        Message message = MessageCodec.decode(bytes);
        if (message.from() != caller.id() || message.to() != self) {
            throw new IllegalArgumentException("a message between other members");
        }
        return message;
    }

    private final class Messages extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private final PeerAdmission.Caller caller;
        private final PeerMetrics.Remote counted;
        private boolean ended;

        Messages(ServerCall<byte[], byte[]> call, PeerAdmission.Caller caller) {
            this.call = call;
            this.caller = caller;
            this.counted = metrics.of(caller.id());
            call.sendHeaders(new Metadata());
        }

        @Override
        public void onMessage(byte[] bytes) {
            if (ended) {
                return;
            }
            if (bytes.length == 0) {
                if (call.isReady()) {
                    call.sendMessage(PeerMethods.EMPTY);
                }
            } else {
                try {
                    Message message = message(bytes, caller);
                    if (message instanceof Message.InstallSnapshot) {
                        throw new IllegalArgumentException("a snapshot among messages");
                    }
                    counted.receivedBytes.add(bytes.length);
                    listener.received(message);
                } catch (IllegalArgumentException e) {
                    ended = true;
                    call.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
                    return;
                }
            }
            call.request(1);
        }

        @Override
        public void onHalfClose() {
            if (!ended) {
                ended = true;
                call.close(Status.OK, new Metadata());
            }
        }
    }

    private final class Receiving extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private final PeerAdmission.Caller caller;
        private final boolean alone;
        private final PeerMetrics.Transfers counted;
        private final long startNs = System.nanoTime();
        private boolean whole;
        private Message.@Nullable InstallSnapshot head;
        private SnapshotTransfer.@Nullable Receiver receiver;
        private boolean ended;

        Receiving(ServerCall<byte[], byte[]> call, PeerAdmission.Caller caller) {
            this.call = call;
            this.caller = caller;
            this.alone = receiving.add(caller.id());
            this.counted = metrics.of(caller.id()).received;
            counted.begun();
            if (!alone) {
                end(Status.ABORTED.withDescription("another snapshot of the member is on its way"));
            }
        }

        @Override
        public void onMessage(byte[] bytes) {
            if (ended) {
                return;
            }
            try {
                SnapshotTransfer.Receiver to = receiver;
                if (to == null) {
                    if (!(message(bytes, caller) instanceof Message.InstallSnapshot install)) {
                        throw new IllegalArgumentException("no snapshot");
                    }
                    head = install;
                    receiver = new SnapshotTransfer.Receiver(
                            directory, "incoming-" + Long.toHexString(caller.id()) + ".tmp");
                } else {
                    to.add(ByteBuffer.wrap(bytes));
                }
                call.request(1);
            } catch (IllegalArgumentException e) {
                end(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
            } catch (IOException e) {
                fail(e);
            }
        }

        @Override
        public void onHalfClose() {
            if (ended) {
                return;
            }
            SnapshotTransfer.Receiver from = receiver;
            Message.InstallSnapshot install = head;
            if (from == null || install == null) {
                end(Status.INVALID_ARGUMENT.withDescription("no snapshot"));
                return;
            }
            try {
                listener.received(install, from.finish());
                whole = true;
                call.sendHeaders(new Metadata());
                call.sendMessage(PeerMethods.EMPTY);
                end(Status.OK);
            } catch (IOException e) {
                fail(e);
            }
        }

        @Override
        public void onCancel() {
            release();
        }

        private void fail(IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a snapshot could not be taken", e);
            end(Status.INTERNAL.withDescription("the snapshot could not be taken: " + e.getMessage()));
        }

        private void end(Status status) {
            release();
            call.close(status, new Metadata());
        }

        private void release() {
            if (ended) {
                return;
            }
            ended = true;
            counted.ended(whole, System.nanoTime() - startNs);
            if (alone) {
                receiving.remove(caller.id());
            }
            SnapshotTransfer.Receiver open = receiver;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.WARNING, "a snapshot's file could not be deleted", e);
                }
            }
        }
    }

    private interface Answering {
        byte[] answer(byte[] question) throws IOException;
    }

    private static final class Unary extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private final Answering answering;
        private byte[] question = PeerMethods.EMPTY;

        Unary(ServerCall<byte[], byte[]> call, Answering answering) {
            this.call = call;
            this.answering = answering;
        }

        @Override
        public void onMessage(byte[] message) {
            question = message;
        }

        @Override
        public void onHalfClose() {
            byte[] answer;
            try {
                answer = answering.answer(question);
            } catch (EtcdException e) {
                call.close(ValueCodec.encode(e).getStatus(), new Metadata());
                return;
            } catch (StatusRuntimeException e) {
                call.close(e.getStatus(), new Metadata());
                return;
            } catch (IOException e) {
                call.close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()), new Metadata());
                return;
            }
            call.sendHeaders(new Metadata());
            call.sendMessage(answer);
            call.close(Status.OK, new Metadata());
        }
    }
}
