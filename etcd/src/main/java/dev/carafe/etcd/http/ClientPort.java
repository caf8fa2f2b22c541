package dev.carafe.etcd.http;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the connections of one port: those whose first request is gRPC's go to gRPC, all others are plain HTTP/1.1 or HTTP/2, unless
 * the port serves one of both alone.
 * gRPC's own way of doing this is internal to it, which is why its version is pinned and a test holds all three.
 */
public final class ClientPort implements InternalProtocolNegotiator.ProtocolNegotiator {
    /** What a port serves. */
    public enum Protocols {
        BOTH,
        GRPC,
        /** Pages and the gateway. */
        HTTP
    }

    /** A call's network thread: all of one connection have the same. */
    public static final Attributes.Key<Executor> EVENT_LOOP = Attributes.Key.create("dev.carafe.etcd.event-loop");

    /** The same thread, for those who hand it many tasks at a time: it is woken once for all of them. */
    public static final Attributes.Key<Executor> GATHERED = Attributes.Key.create("dev.carafe.etcd.gathered");

    private static final ByteBuf PREFACE = Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());
    private static final int SETTING_BYTES = 6;
    /** Requests at once on a connection of plain HTTP/2, as Go's servers have it: each may have a body that is kept whole. */
    private static final int PLAIN_STREAMS_MAX = 250;

    private static final int FIRST_BYTES_MAX_S = 20;
    private static final int IDLE_MAX_S = 300;

    private final Protocols protocols;
    private final @Nullable SslContext tls;
    private final HttpService service;
    private final Executor requests;
    private final int bodyBytesMax;
    private final int streamsMax;

    /**
     * Of one port.
     *
     * @param protocols what it serves
     * @param tls certificates, null for plain text
     * @param requests runs what requests ask for, a thread each
     * @param bodyBytesMax most bytes of a request's body
     * @param streamsMax most requests at once on a connection of HTTP/2
     */
    public ClientPort(
            Protocols protocols,
            @Nullable SslContext tls,
            HttpService service,
            Executor requests,
            int bodyBytesMax,
            int streamsMax) {
        this.protocols = protocols;
        this.tls = tls;
        this.service = service;
        this.requests = requests;
        this.bodyBytesMax = bodyBytesMax;
        this.streamsMax = streamsMax;
    }

    @Override
    public AsciiString scheme() {
        return AsciiString.of(tls == null ? "http" : "https");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return new FirstBytes(grpc);
    }

    @Override
    public void close() {
        // owns nothing
    }

    /** Waits for the first bytes, and makes way for whom they are for. */
    private final class FirstBytes extends ByteToMessageDecoder {
        private final GrpcHttp2ConnectionHandler grpc;
        private boolean decided;
        private boolean welcomed;

        FirstBytes(GrpcHttp2ConnectionHandler grpc) {
            this.grpc = grpc;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            if (tls != null) {
                context.pipeline().addBefore(context.name(), null, tls.newHandler(context.alloc()));
            }
            var _ = context.executor()
                    .schedule(
                            () -> {
                                if (!decided && !welcomed) {
                                    var _ = context.close();
                                }
                            },
                            FIRST_BYTES_MAX_S,
                            TimeUnit.SECONDS);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int known = Math.min(in.readableBytes(), PREFACE.readableBytes());
            if (!ByteBufUtil.equals(in, in.readerIndex(), PREFACE, PREFACE.readerIndex(), known)) {
                if (protocols == Protocols.GRPC) {
                    in.skipBytes(in.readableBytes());
                    var _ = context.close();
                } else {
                    serveHttp(context);
                }
                return;
            }
            if (known < PREFACE.readableBytes()) {
                return;
            }
            switch (protocols) {
                case GRPC -> serveGrpc(context);
                case HTTP -> serveHttp2(context);
                case BOTH -> {
                    switch (FirstRequest.in(in)) {
                        case GRPC -> serveGrpc(context);
                        case HTTP -> serveHttp2(context);
                        case UNKNOWN -> welcome(context);
                    }
                }
            }
        }

        /**
         * Sends settings, since many a client asks for nothing before it has seen some. Whoever takes over sends its own. Who then asks
         * for nothing for long is gRPC's, which looks whether he is there still.
         */
        private void welcome(ChannelHandlerContext context) {
            if (welcomed) {
                return;
            }
            welcomed = true;
            ByteBuf settings = context.alloc().buffer(Http2CodecUtil.FRAME_HEADER_LENGTH + SETTING_BYTES);
            settings.writeMedium(SETTING_BYTES)
                    .writeByte(Http2FrameTypes.SETTINGS)
                    .writeByte(0)
                    .writeInt(0);
            settings.writeShort(Http2CodecUtil.SETTINGS_MAX_CONCURRENT_STREAMS).writeInt(streamsMax);
            var _ = context.writeAndFlush(settings);
            var _ = context.executor()
                    .schedule(
                            () -> {
                                if (!decided && context.channel().isActive()) {
                                    serveGrpc(context);
                                }
                            },
                            IDLE_MAX_S,
                            TimeUnit.SECONDS);
        }

        private void serveGrpc(ChannelHandlerContext context) {
            decided = true;
            Attributes.Builder attributes = Attributes.newBuilder()
                    .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, context.channel().localAddress())
                    .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, context.channel().remoteAddress())
                    .set(EVENT_LOOP, context.channel().eventLoop())
                    .set(GATHERED, new GatheredTasks(context.channel().eventLoop()));
            SslHandler secured = context.pipeline().get(SslHandler.class);
            if (secured != null) {
                attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, secured.engine().getSession());
            }
            context.pipeline().addAfter(context.name(), null, InternalProtocolNegotiators.grpcNegotiationHandler(grpc));
            context.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(
                    InternalProtocolNegotiationEvent.getDefault(), attributes.build()));
            context.pipeline().remove(this); // what was read goes on to the next
        }

        private void serveHttp2(ChannelHandlerContext context) {
            decided = true;
            new PlainHttp2(service, requests, bodyBytesMax, Math.min(streamsMax, PLAIN_STREAMS_MAX), IDLE_MAX_S)
                    .addAfter(context.pipeline(), context.name());
            context.pipeline().remove(this);
        }

        private void serveHttp(ChannelHandlerContext context) {
            decided = true;
            HttpConnection connection = new HttpConnection(service, requests);
            context.pipeline().addAfter(context.name(), null, connection);
            context.pipeline().addAfter(context.name(), null, new HttpObjectAggregator(bodyBytesMax));
            context.pipeline().addAfter(context.name(), null, new HttpServerCodec());
            context.pipeline().addAfter(context.name(), null, new IdleStateHandler(0, 0, IDLE_MAX_S));
            context.pipeline().remove(this);
        }
    }
}
