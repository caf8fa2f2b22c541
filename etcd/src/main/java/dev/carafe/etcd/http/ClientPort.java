package dev.carafe.etcd.http;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AsciiString;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes the connections of one port: those that begin as HTTP/2 does with prior knowledge go to gRPC, all others are
 * HTTP/1.1. gRPC's own way of doing this is internal to it, which is why its version is pinned and a test holds both.
 */
public final class ClientPort implements InternalProtocolNegotiator.ProtocolNegotiator {
    /** A call's network thread: all of one connection have the same. */
    public static final Attributes.Key<Executor> EVENT_LOOP = Attributes.Key.create("dev.carafe.etcd.event-loop");

    private static final byte[] HTTP_2 = {'P', 'R', 'I', ' '};
    private static final int FIRST_BYTES_MAX_S = 20;
    private static final int IDLE_MAX_S = 300;

    private final @Nullable SslContext tls;
    private final HttpService service;
    private final Executor requests;
    private final int bodyBytesMax;

    /**
     * Of one port.
     *
     * @param tls certificates, null for plain text
     * @param requests runs what requests ask for, a thread each
     * @param bodyBytesMax most bytes of a request's body
     */
    public ClientPort(@Nullable SslContext tls, HttpService service, Executor requests, int bodyBytesMax) {
        this.tls = tls;
        this.service = service;
        this.requests = requests;
        this.bodyBytesMax = bodyBytesMax;
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
                                if (!decided) {
                                    var _ = context.close();
                                }
                            },
                            FIRST_BYTES_MAX_S,
                            TimeUnit.SECONDS);
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
            int known = Math.min(in.readableBytes(), HTTP_2.length);
            for (int i = 0; i < known; i++) {
                if (in.getByte(in.readerIndex() + i) != HTTP_2[i]) {
                    decided = true;
                    serveHttp(context);
                    return;
                }
            }
            if (known == HTTP_2.length) {
                decided = true;
                serveGrpc(context);
            }
        }

        private void serveGrpc(ChannelHandlerContext context) {
            Attributes.Builder attributes = Attributes.newBuilder()
                    .set(Grpc.TRANSPORT_ATTR_LOCAL_ADDR, context.channel().localAddress())
                    .set(Grpc.TRANSPORT_ATTR_REMOTE_ADDR, context.channel().remoteAddress())
                    .set(EVENT_LOOP, context.channel().eventLoop());
            SslHandler secured = context.pipeline().get(SslHandler.class);
            if (secured != null) {
                attributes.set(Grpc.TRANSPORT_ATTR_SSL_SESSION, secured.engine().getSession());
            }
            context.pipeline().addAfter(context.name(), null, InternalProtocolNegotiators.grpcNegotiationHandler(grpc));
            context.fireUserEventTriggered(InternalProtocolNegotiationEvent.withAttributes(
                    InternalProtocolNegotiationEvent.getDefault(), attributes.build()));
            context.pipeline().remove(this); // what was read goes on to the next
        }

        private void serveHttp(ChannelHandlerContext context) {
            HttpConnection connection = new HttpConnection(service, requests);
            context.pipeline().addAfter(context.name(), null, connection);
            context.pipeline().addAfter(context.name(), null, new HttpObjectAggregator(bodyBytesMax));
            context.pipeline().addAfter(context.name(), null, new HttpServerCodec());
            context.pipeline().addAfter(context.name(), null, new IdleStateHandler(0, 0, IDLE_MAX_S));
            context.pipeline().remove(this);
        }
    }
}
