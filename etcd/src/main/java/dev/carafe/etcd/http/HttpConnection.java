package dev.carafe.etcd.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.etcd.Bytes;
import io.grpc.Status;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/1.1: its requests are answered one after the other, in order. The fields belong to the
 * connection's event loop.
 */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** Requests that a client may send ahead of its answers. */
    private static final int AHEAD_MAX = 16;

    private static final System.Logger LOG = System.getLogger(HttpConnection.class.getName());

    private record Waiting(HttpRequest request, boolean keepAlive) {}

    private final HttpService service;
    private final Executor requests;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private boolean busy;

    HttpConnection(HttpService service, Executor requests) {
        this.service = service;
        this.requests = requests;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (request.decoderResult().isFailure() || waiting.size() >= AHEAD_MAX) {
            var _ = context.close();
            return;
        }
        HttpHeaders headers = request.headers();
        HttpRequest.Headers told = new HttpRequest.Headers(
                headers.get(HttpHeaderNames.AUTHORIZATION, ""),
                headers.get(HttpHeaderNames.HOST, ""),
                headers.get(HttpHeaderNames.ORIGIN, ""));
        Bytes body = Bytes.wrap(ByteBufUtil.getBytes(request.content()));
        waiting.add(new Waiting(
                HttpRequest.of(request.method().name(), request.uri(), told, body), HttpUtil.isKeepAlive(request)));
        next(context);
    }

    private void next(ChannelHandlerContext context) {
        @Nullable Waiting turn = busy ? null : waiting.poll();
        if (turn == null) {
            return;
        }
        busy = true;
        requests.execute(() -> {
            boolean keep = false;
            try {
                keep = answer(context, turn);
            } finally {
                boolean goesOn = keep;
                context.executor().execute(() -> {
                    busy = false;
                    if (goesOn) {
                        next(context);
                    } else {
                        var _ = context.close();
                    }
                });
            }
        });
    }

    /** Returns whether the connection goes on. */
    private boolean answer(ChannelHandlerContext context, Waiting turn) {
        String readers = service.readers(turn.request);
        Pieces pieces = new Pieces(context, readers);
        @Nullable HttpAnswer whole;
        try {
            whole = service.answer(turn.request, pieces);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request failed", e);
            whole = Gateway.error(Status.INTERNAL.withDescription("internal error"));
        }
        if (whole == null || pieces.begun) {
            pieces.end();
            return turn.keepAlive;
        }
        byte[] bytes = whole.body().getBytes(UTF_8);
        boolean head = turn.request.method().equals("HEAD");
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(whole.status()),
                Unpooled.wrappedBuffer(head ? new byte[0] : bytes));
        fill(response, whole.contentType(), readers);
        whole.headers().forEach(response.headers()::set);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
        if (whole.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET");
        }
        HttpUtil.setKeepAlive(response, turn.keepAlive);
        var written = context.writeAndFlush(response);
        if (!turn.keepAlive) {
            var _ = written.addListener(ChannelFutureListener.CLOSE);
        }
        return written.awaitUninterruptibly().isSuccess() && turn.keepAlive;
    }

    private static void fill(HttpResponse response, String contentType, String readers) {
        HttpHeaders headers = response.headers();
        if (!readers.isEmpty()) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, "accept, content-type, authorization");
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS, PUT, DELETE");
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, readers);
        }
        headers.set(
                HttpHeaderNames.DATE, DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (!contentType.isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        }
        if (contentType.equals(HttpAnswer.TEXT)) {
            headers.set("x-content-type-options", "nosniff");
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent && !busy) {
            var _ = context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "a connection failed", cause);
        var _ = context.close();
    }

    /** An answer of unknown length. Belongs to those who answer one request, one after the other. */
    private static final class Pieces implements StreamedAnswer {
        /** Where writes begin: behind it gRPC holds writes back until it is ready, which it never is here. */
        private final ChannelHandlerContext context;

        private final String readers;
        private volatile boolean begun;

        Pieces(ChannelHandlerContext context, String readers) {
            this.context = context;
            this.readers = readers;
        }

        @Override
        public synchronized OutputStream bytes(String contentType, Map<String, String> headers) {
            begin(contentType, headers);
            return new Chunks(context);
        }

        @Override
        public synchronized void piece(String json) {
            begin(HttpAnswer.JSON, Map.of());
            byte[] line = (json + "\n").getBytes(UTF_8);
            var _ = context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(line)))
                    .awaitUninterruptibly();
        }

        synchronized void end() {
            begin(HttpAnswer.JSON, Map.of());
            var _ = context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).awaitUninterruptibly();
        }

        private void begin(String contentType, Map<String, String> others) {
            if (!begun) {
                begun = true;
                DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                fill(head, contentType, readers);
                others.forEach(head.headers()::set);
                head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
                var _ = context.write(head);
            }
        }

        @Override
        public boolean isGone() {
            return !context.channel().isActive();
        }

        @Override
        public void onGone(Runnable then) {
            var _ = context.channel()
                    .closeFuture()
                    .addListener(_ -> Thread.ofVirtual().start(then));
        }
    }

    /** Bytes that go out as they come; waits while the client does not read. */
    private static final class Chunks extends OutputStream {
        private final ChannelHandlerContext context;

        Chunks(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            DefaultHttpContent chunk = new DefaultHttpContent(Unpooled.copiedBuffer(bytes, offset, length));
            if (!context.writeAndFlush(chunk).awaitUninterruptibly().isSuccess()) {
                throw new IOException("the client has gone");
            }
        }
    }
}
