package dev.carafe.etcd.peer;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * Takes other members' connections by TLS as gRPC does, and logs why one was refused, which gRPC keeps for itself. A member
 * that is refused tries again for ever, so the same reason is told once until another one comes. Safe for any thread.
 */
final class PeerPort implements InternalProtocolNegotiator.ProtocolNegotiator {
    private static final System.Logger LOG = System.getLogger(PeerPort.class.getName());

    private final InternalProtocolNegotiator.ProtocolNegotiator tls;
    private final AtomicReference<String> told = new AtomicReference<>("");

    PeerPort(SslContext context) {
        this.tls = InternalProtocolNegotiators.serverTls(context);
    }

    @Override
    public AsciiString scheme() {
        return tls.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
        return new Beginning(tls.newHandler(grpc));
    }

    @Override
    public void close() {
        tls.close();
    }

    /** Lets gRPC's handler come before it, and hears of what fails there. */
    private final class Beginning extends ChannelInboundHandlerAdapter {
        private final ChannelHandler negotiation;

        Beginning(ChannelHandler negotiation) {
            this.negotiation = negotiation;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.pipeline().addBefore(context.name(), null, negotiation);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            Throwable reason = cause instanceof DecoderException ? cause.getCause() : cause;
            if (reason instanceof SSLException) {
                refused(context.channel().remoteAddress(), reason);
            }
            context.fireExceptionCaught(cause);
        }
    }

    private void refused(SocketAddress from, Throwable cause) {
        String host = from instanceof InetSocketAddress address ? address.getHostString() : String.valueOf(from);
        String reason = host + ": " + PeerChannels.why(cause);
        if (!reason.equals(told.getAndSet(reason))) {
            LOG.log(System.Logger.Level.WARNING, "rejected connection of another member from {0}", reason);
        }
    }
}
