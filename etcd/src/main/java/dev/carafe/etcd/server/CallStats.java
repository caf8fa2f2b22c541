package dev.carafe.etcd.server;

import com.google.protobuf.Message;
import dev.carafe.etcd.proto.Rpc;
import dev.carafe.etcd.slow.JsonText;
import dev.carafe.etcd.slow.RequestText;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a call in the log. Source: etcd {@code server/etcdserver/api/v3rpc/interceptor.go}. Of calls that are about no keys
 * nothing is counted, since their requests may hold secrets.
 *
 * @param method with the service, after a slash
 * @param requestCount keys that it writes one by one, or the operations of the branch of a transaction that was taken; -1 for uncounted
 * @param requestBytes of those operations, or of all; -1 for uncounted
 * @param responseCount keys that it found or removed; -1 for uncounted
 * @param responseBytes 0 for a call that failed; -1 for uncounted
 * @param content the request without values, empty for uncounted
 */
record CallStats(
        String method, int requestCount, int requestBytes, long responseCount, int responseBytes, String content) {
    /**
     * Of a call.
     *
     * @param response null when it failed
     */
    static CallStats of(String fullMethodName, Object request, @Nullable Object response) {
        String method = "/" + fullMethodName;
        return switch (request) {
            case Rpc.RangeRequest range ->
                of(method, 0, range, response, response instanceof Rpc.RangeResponse found ? found.getCount() : 0);
            case Rpc.PutRequest put -> of(method, 1, put, response, 0);
            case Rpc.DeleteRangeRequest delete ->
                of(
                        method,
                        0,
                        delete,
                        response,
                        response instanceof Rpc.DeleteRangeResponse gone ? gone.getDeleted() : 0);
            case Rpc.TxnRequest txn -> of(method, txn, response);
            default -> new CallStats(method, -1, -1, -1, -1, "");
        };
    }

    private static CallStats of(
            String method, int requestCount, Message request, @Nullable Object response, long responseCount) {
        return new CallStats(
                method,
                requestCount,
                request.getSerializedSize(),
                responseCount,
                sizeBytes(response),
                RequestText.of(request));
    }

    private static CallStats of(String method, Rpc.TxnRequest txn, @Nullable Object response) {
        List<Rpc.RequestOp> taken = response instanceof Rpc.TxnResponse answer && answer.getSucceeded()
                ? txn.getSuccessList()
                : txn.getFailureList();
        int takenBytes =
                taken.stream().mapToInt(Rpc.RequestOp::getSerializedSize).sum();
        return new CallStats(method, taken.size(), takenBytes, 0, sizeBytes(response), RequestText.of(txn));
    }

    private static int sizeBytes(@Nullable Object response) {
        return response instanceof Message message ? message.getSerializedSize() : 0;
    }

    /**
     * As an object of JSON, with etcd's names.
     *
     * @param from who called, null where nobody is known
     */
    String text(Duration took, @Nullable SocketAddress from) {
        return new JsonText()
                .with("start time", Instant.now().minus(took).toString())
                .with("time spent", took)
                .with("remote", address(from))
                .with("response type", method)
                .with("request count", requestCount)
                .with("request size", requestBytes)
                .with("response count", responseCount)
                .with("response size", responseBytes)
                .with("request content", content)
                .text();
    }

    private static String address(@Nullable SocketAddress from) {
        return from instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
                : "";
    }
}
