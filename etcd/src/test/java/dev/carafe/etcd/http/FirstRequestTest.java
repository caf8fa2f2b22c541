package dev.carafe.etcd.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FirstRequestTest {
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;

    /** What a client sends first: its preface and its settings. */
    private static ByteBuf opening() {
        ByteBuf bytes = Unpooled.buffer();
        bytes.writeBytes(Http2CodecUtil.connectionPrefaceBuf());
        return frame(bytes, Http2FrameTypes.SETTINGS, 0, 0, new byte[12]);
    }

    private static ByteBuf frame(ByteBuf to, int type, int flags, int stream, byte... body) {
        return to.writeMedium(body.length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream)
                .writeBytes(body);
    }

    private static byte[] block(String contentType) throws Http2Exception {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .path("/x")
                .scheme("https")
                .authority("here");
        if (!contentType.isEmpty()) {
            headers.add("content-type", contentType);
        }
        ByteBuf bytes = Unpooled.buffer();
        new DefaultHttp2HeadersEncoder().encodeHeaders(1, headers, bytes);
        return bytes(bytes);
    }

    private static byte[] bytes(ByteBuf of) {
        byte[] bytes = new byte[of.readableBytes()];
        of.getBytes(of.readerIndex(), bytes);
        return bytes;
    }

    private static FirstRequest.For request(String contentType) throws Http2Exception {
        return FirstRequest.in(frame(opening(), Http2FrameTypes.HEADERS, END_HEADERS, 1, block(contentType)));
    }

    @Test
    void theContentTypeTells() throws Http2Exception {
        assertThat(request("application/grpc")).isEqualTo(FirstRequest.For.GRPC);
        assertThat(request("application/grpc+proto")).isEqualTo(FirstRequest.For.GRPC);
        assertThat(request("application/json")).isEqualTo(FirstRequest.For.HTTP);
        assertThat(request("")).isEqualTo(FirstRequest.For.HTTP);
    }

    @Test
    void itIsUnknownUntilTheRequestIsWhole() throws Http2Exception {
        byte[] whole = bytes(frame(opening(), Http2FrameTypes.HEADERS, END_HEADERS, 1, block("application/grpc")));
        int preface = Http2CodecUtil.connectionPrefaceBuf().readableBytes();
        for (int length = preface; length < whole.length; length++) {
            assertThat(FirstRequest.in(Unpooled.wrappedBuffer(whole, 0, length)))
                    .as("of %d bytes", length)
                    .isEqualTo(FirstRequest.For.UNKNOWN);
        }
    }

    @Test
    void paddingAndPriorityAreNoHeaders() throws Http2Exception {
        ByteBuf body = Unpooled.buffer();
        body.writeByte(7).writeZero(5).writeBytes(block("text/plain")).writeZero(7);
        ByteBuf padded = frame(opening(), Http2FrameTypes.HEADERS, END_HEADERS | PADDED | PRIORITY, 1, bytes(body));
        assertThat(FirstRequest.in(padded)).isEqualTo(FirstRequest.For.HTTP);
    }

    @Test
    void otherFramesMayComeBefore() throws Http2Exception {
        ByteBuf before = frame(opening(), Http2FrameTypes.WINDOW_UPDATE, 0, 0, new byte[4]);
        frame(before, Http2FrameTypes.PRIORITY, 0, 3, new byte[5]);
        frame(before, Http2FrameTypes.SETTINGS, 1, 0);
        assertThat(FirstRequest.in(before.copy())).isEqualTo(FirstRequest.For.UNKNOWN);
        assertThat(FirstRequest.in(frame(before, Http2FrameTypes.HEADERS, END_HEADERS, 1, block(""))))
                .isEqualTo(FirstRequest.For.HTTP);
    }

    @Test
    void whatIsNoPlainBeginningIsGrpcs() throws Http2Exception {
        assertThat(FirstRequest.in(frame(opening(), Http2FrameTypes.PING, 0, 0, new byte[8])))
                .isEqualTo(FirstRequest.For.GRPC);
        assertThat(FirstRequest.in(frame(opening(), Http2FrameTypes.HEADERS, 0, 1, block(""))))
                .isEqualTo(FirstRequest.For.GRPC);
        assertThat(FirstRequest.in(frame(opening(), Http2FrameTypes.HEADERS, END_HEADERS | PADDED, 1, (byte) 9)))
                .isEqualTo(FirstRequest.For.GRPC);
        assertThat(FirstRequest.in(frame(opening(), Http2FrameTypes.HEADERS, END_HEADERS, 1, (byte) 0xff)))
                .isEqualTo(FirstRequest.For.GRPC);
        ByteBuf endless = opening();
        endless.writeMedium(0xffffff)
                .writeByte(Http2FrameTypes.SETTINGS)
                .writeByte(0)
                .writeInt(0);
        assertThat(FirstRequest.in(endless)).isEqualTo(FirstRequest.For.GRPC);
    }

    @Test
    void anyBytesAreSomebodys() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            if (noise.length > 4) {
                noise[0] = 0;
                noise[1] = 0;
                noise[3] = (byte) random.nextInt(10);
            }
            ByteBuf bytes = opening().writeBytes(noise);
            int before = bytes.readableBytes();
            assertThat(FirstRequest.in(bytes)).isNotNull();
            assertThat(bytes.readableBytes()).isEqualTo(before);
        }
    }
}
