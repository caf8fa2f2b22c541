package dev.carafe.etcd.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Who is meant by the first request of an HTTP/2 connection: gRPC by its content type, as etcd tells them apart ({@code
 * server/embed/serve.go}, {@code grpcHandlerFunc}). Looks at the first bytes and takes none. Stateless.
 */
final class FirstRequest {
    /** More than the largest frame that a client may send before it is told of a larger one, and what comes before it. */
    private static final int LOOKED_AT_BYTES_MAX = 2 * Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND;

    private static final int HEADERS_BYTES_MAX = 8192;
    private static final int PRIORITY_BYTES = 5;
    private static final String GRPC = "application/grpc";

    private FirstRequest() {}

    /** Who is meant. */
    enum For {
        /** It has not come yet. */
        UNKNOWN,
        /** Also whatever is no plain beginning of a request: gRPC's handler answers it as HTTP/2 has it. */
        GRPC,
        HTTP
    }

    /** @param in all that came on the connection, from its preface on */
    static For in(ByteBuf in) {
        int at = in.readerIndex() + Http2CodecUtil.connectionPrefaceBuf().readableBytes();
        while (in.writerIndex() - at >= Http2CodecUtil.FRAME_HEADER_LENGTH) {
            int length = in.getUnsignedMedium(at);
            byte type = in.getByte(at + 3);
            int body = at + Http2CodecUtil.FRAME_HEADER_LENGTH;
            if (body + length - in.readerIndex() > LOOKED_AT_BYTES_MAX) {
                return For.GRPC;
            }
            if (body + length > in.writerIndex()) {
                return For.UNKNOWN;
            }
            switch (type) {
                case Http2FrameTypes.HEADERS -> {
                    Http2Flags flags = new Http2Flags(in.getUnsignedByte(at + 4));
                    return by(in.slice(body, length), flags);
                }
                case Http2FrameTypes.SETTINGS, Http2FrameTypes.WINDOW_UPDATE, Http2FrameTypes.PRIORITY ->
                    at = body + length;
                default -> {
                    return For.GRPC; // such as a ping, which is to be answered
                }
            }
        }
        return For.UNKNOWN;
    }

    private static For by(ByteBuf frame, Http2Flags flags) {
        int before = (flags.paddingPresent() ? 1 : 0) + (flags.priorityPresent() ? PRIORITY_BYTES : 0);
        int behind = flags.paddingPresent() && frame.isReadable() ? frame.getUnsignedByte(0) : 0;
        int length = frame.readableBytes() - before - behind;
        if (!flags.endOfHeaders() || length < 0) {
            return For.GRPC;
        }
        ByteBuf block = Unpooled.copiedBuffer(frame.slice(before, length));
        try {
            Http2Headers headers = new DefaultHttp2HeadersDecoder(false, HEADERS_BYTES_MAX).decodeHeaders(1, block);
            CharSequence type = headers.get(HttpHeaderNames.CONTENT_TYPE);
            return type != null && type.toString().startsWith(GRPC) ? For.GRPC : For.HTTP;
        } catch (Http2Exception broken) {
            return For.GRPC;
        }
    }
}
