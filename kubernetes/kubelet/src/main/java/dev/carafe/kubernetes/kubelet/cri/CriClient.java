package dev.carafe.kubernetes.kubelet.cri;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.carafe.kubernetes.kubelet.cri.v1.*;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One container runtime, spoken to over its local socket. Each method is one call of the protocol and
 * blocks its thread until the runtime has answered; a failed one throws {@link CriException}, and an
 * interrupted one is cancelled and throws the same with the thread's interrupt flag set.
 *
 * <p>Thread-safe. Time limits are upstream's (kubelet {@code --runtime-request-timeout}, 2 minutes), to
 * which stopping and executing add their own; pulling and events have none.
 */
public final class CriClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int MESSAGE_MAX_BYTES = 16 << 20;

    private final EventLoopGroup loops;
    private final ManagedChannel channel;

    private CriClient(EventLoopGroup loops, ManagedChannel channel) {
        this.loops = loops;
        this.channel = channel;
    }

    /** A client of the runtime that listens at {@code socket}. Connects with the first call, and again when needed. */
    public static CriClient connect(Path socket) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                1, Thread.ofPlatform().daemon().name("cri-", 0).factory(), NioIoHandler.newFactory());
        ManagedChannel channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                .eventLoopGroup(loops)
                // gRPC asks every channel for TCP keep-alive; null takes that back for one that is not TCP.
                .withOption(ChannelOption.SO_KEEPALIVE, null)
                .overrideAuthority("localhost")
                .usePlaintext()
                .maxInboundMessageSize(MESSAGE_MAX_BYTES)
                .build();
        return new CriClient(loops, channel);
    }

    /** The socket's path in {@code endpoint}: a path, or a {@code unix://} address as the kubelet's flags have it. */
    public static Path socketOf(String endpoint) {
        return Path.of(endpoint.startsWith("unix://") ? endpoint.substring("unix://".length()) : endpoint);
    }

    public VersionResponse version() throws CriException {
        return call(
                CriMethods.VERSION,
                VersionRequest.newBuilder().setVersion("0.1.0").build());
    }

    /** The runtime's conditions (RuntimeReady, NetworkReady). */
    public StatusResponse status() throws CriException {
        return call(CriMethods.STATUS, StatusRequest.getDefaultInstance());
    }

    /** The cgroup driver the runtime wants; empty where it does not know the call, as containerd 1.6. */
    public Optional<RuntimeConfigResponse> runtimeConfig() throws CriException {
        try {
            return Optional.of(call(CriMethods.RUNTIME_CONFIG, RuntimeConfigRequest.getDefaultInstance()));
        } catch (CriException e) {
            if (e.isUnimplemented()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Tells the runtime the node's pod range. */
    public void updateRuntimeConfig(String podCidr) throws CriException {
        call(
                CriMethods.UPDATE_RUNTIME_CONFIG,
                UpdateRuntimeConfigRequest.newBuilder()
                        .setRuntimeConfig(RuntimeConfig.newBuilder()
                                .setNetworkConfig(NetworkConfig.newBuilder().setPodCidr(podCidr)))
                        .build());
    }

    /** Creates and starts a sandbox; answers its id. */
    public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) throws CriException {
        // Pulling the pause image is part of it, so upstream gives this call twice the time.
        return call(
                        CriMethods.RUN_POD_SANDBOX,
                        RunPodSandboxRequest.newBuilder()
                                .setConfig(config)
                                .setRuntimeHandler(runtimeHandler)
                                .build(),
                        TIMEOUT.multipliedBy(2))
                .getPodSandboxId();
    }

    /** Stops a sandbox and gives its network back; no error when it is stopped already. */
    public void stopPodSandbox(String id) throws CriException {
        call(
                CriMethods.STOP_POD_SANDBOX,
                StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    /** Removes a sandbox with all its containers. */
    public void removePodSandbox(String id) throws CriException {
        call(
                CriMethods.REMOVE_POD_SANDBOX,
                RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build());
    }

    public PodSandboxStatus podSandboxStatus(String id) throws CriException {
        return call(
                        CriMethods.POD_SANDBOX_STATUS,
                        PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build())
                .getStatus();
    }

    /** All sandboxes that carry these labels. */
    public List<PodSandbox> listPodSandbox(Map<String, String> labels) throws CriException {
        return call(
                        CriMethods.LIST_POD_SANDBOX,
                        ListPodSandboxRequest.newBuilder()
                                .setFilter(PodSandboxFilter.newBuilder().putAllLabelSelector(labels))
                                .build())
                .getItemsList();
    }

    /** Creates a container in a sandbox, not yet running; answers its id. */
    public String createContainer(String sandboxId, ContainerConfig config, PodSandboxConfig sandbox)
            throws CriException {
        return call(
                        CriMethods.CREATE_CONTAINER,
                        CreateContainerRequest.newBuilder()
                                .setPodSandboxId(sandboxId)
                                .setConfig(config)
                                .setSandboxConfig(sandbox)
                                .build())
                .getContainerId();
    }

    public void startContainer(String id) throws CriException {
        call(
                CriMethods.START_CONTAINER,
                StartContainerRequest.newBuilder().setContainerId(id).build());
    }

    /** Asks the container's process to stop, and kills it after the grace period; no error when it is gone already. */
    public void stopContainer(String id, Duration grace) throws CriException {
        call(
                CriMethods.STOP_CONTAINER,
                StopContainerRequest.newBuilder()
                        .setContainerId(id)
                        .setTimeout(grace.toSeconds())
                        .build(),
                TIMEOUT.plus(grace));
    }

    public void removeContainer(String id) throws CriException {
        call(
                CriMethods.REMOVE_CONTAINER,
                RemoveContainerRequest.newBuilder().setContainerId(id).build());
    }

    /** All containers that carry these labels, running or not. */
    public List<Container> listContainers(Map<String, String> labels) throws CriException {
        return call(
                        CriMethods.LIST_CONTAINERS,
                        ListContainersRequest.newBuilder()
                                .setFilter(ContainerFilter.newBuilder().putAllLabelSelector(labels))
                                .build())
                .getContainersList();
    }

    public ContainerStatus containerStatus(String id) throws CriException {
        return call(
                        CriMethods.CONTAINER_STATUS,
                        ContainerStatusRequest.newBuilder().setContainerId(id).build())
                .getStatus();
    }

    public void updateContainerResources(String id, LinuxContainerResources resources) throws CriException {
        call(
                CriMethods.UPDATE_CONTAINER_RESOURCES,
                UpdateContainerResourcesRequest.newBuilder()
                        .setContainerId(id)
                        .setLinux(resources)
                        .build());
    }

    /** Makes the runtime go on writing at the log's path, after the file there was moved away. */
    public void reopenContainerLog(String id) throws CriException {
        call(
                CriMethods.REOPEN_CONTAINER_LOG,
                ReopenContainerLogRequest.newBuilder().setContainerId(id).build());
    }

    /** Runs a command inside a container to its end; {@code timeout} zero for none. */
    public ExecSyncResponse execSync(String id, List<String> command, Duration timeout) throws CriException {
        ExecSyncRequest request = ExecSyncRequest.newBuilder()
                .setContainerId(id)
                .addAllCmd(command)
                .setTimeout(timeout.toSeconds())
                .build();
        return call(CriMethods.EXEC_SYNC, request, timeout.isZero() ? null : TIMEOUT.plus(timeout));
    }

    /** Prepares an interactive command; answers the URL to stream it over. */
    public String exec(ExecRequest request) throws CriException {
        return call(CriMethods.EXEC, request).getUrl();
    }

    /** Prepares streams to a container's own process; answers the URL. */
    public String attach(AttachRequest request) throws CriException {
        return call(CriMethods.ATTACH, request).getUrl();
    }

    /** Prepares streams to ports inside a sandbox; answers the URL. */
    public String portForward(String sandboxId, List<Integer> ports) throws CriException {
        return call(
                        CriMethods.PORT_FORWARD,
                        PortForwardRequest.newBuilder()
                                .setPodSandboxId(sandboxId)
                                .addAllPort(ports)
                                .build())
                .getUrl();
    }

    public ContainerStats containerStats(String id) throws CriException {
        return call(
                        CriMethods.CONTAINER_STATS,
                        ContainerStatsRequest.newBuilder().setContainerId(id).build())
                .getStats();
    }

    public List<ContainerStats> listContainerStats(Map<String, String> labels) throws CriException {
        return call(
                        CriMethods.LIST_CONTAINER_STATS,
                        ListContainerStatsRequest.newBuilder()
                                .setFilter(ContainerStatsFilter.newBuilder().putAllLabelSelector(labels))
                                .build())
                .getStatsList();
    }

    public PodSandboxStats podSandboxStats(String sandboxId) throws CriException {
        return call(
                        CriMethods.POD_SANDBOX_STATS,
                        PodSandboxStatsRequest.newBuilder()
                                .setPodSandboxId(sandboxId)
                                .build())
                .getStats();
    }

    /**
     * Hands over the runtime's events as they come, until the stream ends, which is an error, or the
     * calling thread is interrupted. Throws at once where the runtime has no such call.
     */
    public void containerEvents(Consumer<ContainerEventResponse> sink) throws CriException {
        try {
            Iterator<ContainerEventResponse> events = ClientCalls.blockingServerStreamingCall(
                    channel,
                    CriMethods.GET_CONTAINER_EVENTS,
                    CallOptions.DEFAULT,
                    GetEventsRequest.getDefaultInstance());
            while (events.hasNext()) {
                sink.accept(events.next());
            }
        } catch (StatusRuntimeException e) {
            throw new CriException(e.getStatus(), e);
        }
    }

    public List<Image> listImages() throws CriException {
        return call(CriMethods.LIST_IMAGES, ListImagesRequest.getDefaultInstance())
                .getImagesList();
    }

    /** The image under that name, tag, digest or id; empty when the machine has none. */
    public Optional<Image> imageStatus(String image) throws CriException {
        ImageStatusResponse answer = call(
                CriMethods.IMAGE_STATUS,
                ImageStatusRequest.newBuilder().setImage(spec(image)).build());
        return answer.hasImage() && !answer.getImage().getId().isEmpty()
                ? Optional.of(answer.getImage())
                : Optional.empty();
    }

    /** Brings an image from its registry; answers the reference to create containers with. */
    public String pullImage(String image, @Nullable AuthConfig auth, PodSandboxConfig sandbox) throws CriException {
        PullImageRequest.Builder request =
                PullImageRequest.newBuilder().setImage(spec(image)).setSandboxConfig(sandbox);
        if (auth != null) {
            request.setAuth(auth);
        }
        return call(CriMethods.PULL_IMAGE, request.build(), null).getImageRef();
    }

    public void removeImage(String image) throws CriException {
        call(
                CriMethods.REMOVE_IMAGE,
                RemoveImageRequest.newBuilder().setImage(spec(image)).build());
    }

    public ImageFsInfoResponse imageFsInfo() throws CriException {
        return call(CriMethods.IMAGE_FS_INFO, ImageFsInfoRequest.getDefaultInstance());
    }

    /** Ends all calls under way and the client's threads. */
    @Override
    public void close() {
        channel.shutdownNow();
        loops.shutdownGracefully(0, 1, SECONDS).syncUninterruptibly();
    }

    private static ImageSpec spec(String image) {
        return ImageSpec.newBuilder().setImage(image).build();
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) throws CriException {
        return call(method, request, TIMEOUT);
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request, @Nullable Duration timeout) throws CriException {
        CallOptions options = CallOptions.DEFAULT;
        if (timeout != null) {
            options = options.withDeadlineAfter(timeout.toMillis(), MILLISECONDS);
        }
        try {
            return ClientCalls.blockingUnaryCall(channel, method, options, request);
        } catch (StatusRuntimeException e) {
            throw new CriException(described(e.getStatus(), method), e);
        }
    }

    private static Status described(Status status, MethodDescriptor<?, ?> method) {
        return status.getDescription() == null
                ? status.withDescription(String.valueOf(method.getBareMethodName()))
                : status;
    }
}
