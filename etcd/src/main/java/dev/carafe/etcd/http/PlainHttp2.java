package dev.carafe.etcd.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Executor;

/**
 * A connection of HTTP/2 that is none of gRPC's: each of its streams is answered as a connection of HTTP/1.1 is.
 *
 * @param idleMaxS seconds after which it ends when it has no stream and nothing comes
 */
record PlainHttp2(HttpService service, Executor requests, int bodyBytesMax, int streamsMax, int idleMaxS) {
    private static final System.Logger LOG = System.getLogger(PlainHttp2.class.getName());
    private static final int HEADERS_BYTES_MAX = 8192;

    /** Has it take over behind a handler of a pipeline. */
    void addAfter(ChannelPipeline pipeline, String name) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(Http2Settings.defaultSettings()
                        .maxConcurrentStreams(streamsMax)
                        .maxHeaderListSize(HEADERS_BYTES_MAX))
                .build();
        pipeline.addAfter(name, null, new End(codec));
        pipeline.addAfter(name, null, codec);
        pipeline.addAfter(pipeline.context(codec).name(), null, new Http2MultiplexHandler(new Stream()));
        pipeline.addAfter(name, null, new IdleStateHandler(0, 0, idleMaxS));
    }

    /** Makes what answers a stream. */
    private final class Stream extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel stream) {
            stream.pipeline()
                    .addLast(
                            new Http2StreamFrameToHttpObjectCodec(true),
                            new HttpObjectAggregator(bodyBytesMax),
                            new HttpConnection(service, requests));
        }
    }

    /**
     * The last of the handlers: nothing reaches gRPC's behind it, which takes what it does not expect for a failure. Ends the connection
     * when nothing has come for long and nobody waits for an answer.
     */
    private static final class End extends ChannelInboundHandlerAdapter {
        private final Http2FrameCodec codec;

        End(Http2FrameCodec codec) {
            this.codec = codec;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object frame) {
            var _ = ReferenceCountUtil.release(frame); // settings and pings: the codec has done what they ask for
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof IdleStateEvent && codec.connection().numActiveStreams() == 0) {
                var _ = context.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.log(System.Logger.Level.DEBUG, "a connection failed", cause);
            var _ = context.close();
        }
    }
}
