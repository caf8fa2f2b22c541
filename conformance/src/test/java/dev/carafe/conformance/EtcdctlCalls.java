package dev.carafe.conformance;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeRequest.SortOrder;
import dev.carafe.etcd.RangeRequest.SortTarget;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks by upstream's etcdctl, a process for each call. What fails tells nothing of whether it was done.
 *
 * @param url where the member's clients are served, by TLS with a certificate of its own making
 */
record EtcdctlCalls(String url) implements EtcdCalls {
    private static final Duration COMMAND_MAX = Duration.ofSeconds(30);

    @Override
    public boolean possible(Call call) {
        return switch (call) {
            case Call.Range(RangeRequest range)
            when !range.rangeEnd().equals(Bytes.ZERO) && holdsZero(range.key()) ->
                false; // as the key behind another one, where a list goes on: no argument of a command can
            case Call.Range(RangeRequest range) ->
                range.sortOrder() != SortOrder.NONE || range.sortTarget() == SortTarget.KEY;
            case Call.Write(PutRequest put) -> !put.ignoreLease() && !put.ignoreValue() && put.lease() == 0;
            case Call.Write(DeleteRangeRequest _) -> true;
            case Call.Write _, Call.KeepAlive _, Call.TimeToLive _, Call.Leases _ -> false;
        };
    }

    private static boolean holdsZero(Bytes key) {
        return text(key).indexOf('\0') >= 0;
    }

    @Override
    public CompletableFuture<? extends Record> ask(Call call) {
        try {
            return CompletableFuture.completedFuture(
                    switch (call) {
                        case Call.Range(RangeRequest range) -> response(etcdctl(get(range)));
                        case Call.Write(PutRequest put) -> {
                            Struct answer = etcdctl(put(put));
                            yield new PutResponse(
                                    revision(answer), answer.get("prev_kv") instanceof Struct kv ? keyValue(kv) : null);
                        }
                        case Call.Write(DeleteRangeRequest delete) -> {
                            Struct answer = etcdctl(delete(delete));
                            yield new DeleteRangeResponse(
                                    revision(answer), number(answer.get("deleted")), keyValues(answer.get("prev_kvs")));
                        }
                        case Call.Write _, Call.KeepAlive _, Call.TimeToLive _, Call.Leases _ ->
                            throw new IllegalArgumentException("etcdctl is not asked for " + call);
                    });
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Struct etcdctl(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                EtcdMember.ETCDCTL.toString(),
                "--endpoints=" + url,
                "--insecure-skip-tls-verify",
                "--command-timeout=2s",
                "--write-out=json"));
        command.addAll(words);
        Command.Result result = Command.run(COMMAND_MAX, Map.of(), "", command);
        if (result.status() != 0) {
            throw new IOException(result.toString());
        }
        try {
            return Json.decodeStruct(result.out().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new AssertionError(result.toString(), e);
        }
    }

    private static List<String> get(RangeRequest range) {
        List<String> words = new ArrayList<>(List.of("get"));
        words.addAll(range(range.key(), range.rangeEnd()));
        words.add("--limit=" + range.limit());
        words.add("--rev=" + Math.max(0, range.revision()));
        words.add("--consistency=" + (range.serializable() ? "s" : "l"));
        words.add("--keys-only=" + range.keysOnly());
        words.add("--count-only=" + range.countOnly());
        if (range.sortOrder() != SortOrder.NONE) {
            words.add("--order=" + range.sortOrder());
            words.add("--sort-by="
                    + switch (range.sortTarget()) {
                        case KEY -> "KEY";
                        case VERSION -> "VERSION";
                        case CREATE -> "CREATE";
                        case MOD -> "MODIFY";
                        case VALUE -> "VALUE";
                    });
        }
        return words;
    }

    private static List<String> put(PutRequest put) {
        return List.of("put", text(put.key()), text(put.value()), "--prev-kv=" + put.prevKv());
    }

    private static List<String> delete(DeleteRangeRequest delete) {
        List<String> words = new ArrayList<>(List.of("del"));
        words.addAll(range(delete.key(), delete.rangeEnd()));
        words.add("--prev-kv=" + delete.prevKv());
        return words;
    }

    private static List<String> range(Bytes key, Bytes end) {
        if (end.equals(Bytes.ZERO)) {
            return key.equals(Bytes.ZERO) ? List.of("", "--prefix") : List.of(text(key), "--from-key");
        }
        return end.isEmpty() ? List.of(text(key)) : List.of(text(key), text(end));
    }

    private static String text(Bytes bytes) {
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }

    private static RangeResponse response(Struct answer) {
        return new RangeResponse(
                revision(answer),
                keyValues(answer.get("kvs")),
                Boolean.TRUE.equals(answer.get("more")),
                number(answer.get("count")));
    }

    private static long revision(Struct answer) {
        return answer.get("header") instanceof Struct header ? number(header.get("revision")) : 0;
    }

    private static List<KeyValue> keyValues(@Nullable Object list) {
        return list instanceof List<?> kvs
                ? kvs.stream().map(kv -> keyValue((Struct) kv)).toList()
                : List.of();
    }

    private static KeyValue keyValue(Struct kv) {
        return new KeyValue(
                bytes(kv.get("key")),
                bytes(kv.get("value")),
                number(kv.get("create_revision")),
                number(kv.get("mod_revision")),
                number(kv.get("version")),
                number(kv.get("lease")));
    }

    /** What is 0 or empty is left out. */
    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    private static Bytes bytes(@Nullable Object value) {
        return value instanceof String text ? Bytes.wrap(Base64.getDecoder().decode(text)) : Bytes.EMPTY;
    }
}
