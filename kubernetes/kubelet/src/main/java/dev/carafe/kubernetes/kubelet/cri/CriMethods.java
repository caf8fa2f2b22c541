package dev.carafe.kubernetes.kubelet.cri;

import com.google.protobuf.Message;
import dev.carafe.kubernetes.kubelet.cri.v1.*;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/** The calls of the two CRI services, by hand: there is no generator of gRPC stubs in this build. */
final class CriMethods {
    private static final String RUNTIME = "runtime.v1.RuntimeService";
    private static final String IMAGE = "runtime.v1.ImageService";

    static final MethodDescriptor<VersionRequest, VersionResponse> VERSION =
            unary(RUNTIME, "Version", VersionRequest.getDefaultInstance(), VersionResponse.getDefaultInstance());
    static final MethodDescriptor<RunPodSandboxRequest, RunPodSandboxResponse> RUN_POD_SANDBOX = unary(
            RUNTIME,
            "RunPodSandbox",
            RunPodSandboxRequest.getDefaultInstance(),
            RunPodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<StopPodSandboxRequest, StopPodSandboxResponse> STOP_POD_SANDBOX = unary(
            RUNTIME,
            "StopPodSandbox",
            StopPodSandboxRequest.getDefaultInstance(),
            StopPodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<RemovePodSandboxRequest, RemovePodSandboxResponse> REMOVE_POD_SANDBOX = unary(
            RUNTIME,
            "RemovePodSandbox",
            RemovePodSandboxRequest.getDefaultInstance(),
            RemovePodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<PodSandboxStatusRequest, PodSandboxStatusResponse> POD_SANDBOX_STATUS = unary(
            RUNTIME,
            "PodSandboxStatus",
            PodSandboxStatusRequest.getDefaultInstance(),
            PodSandboxStatusResponse.getDefaultInstance());
    static final MethodDescriptor<ListPodSandboxRequest, ListPodSandboxResponse> LIST_POD_SANDBOX = unary(
            RUNTIME,
            "ListPodSandbox",
            ListPodSandboxRequest.getDefaultInstance(),
            ListPodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<CreateContainerRequest, CreateContainerResponse> CREATE_CONTAINER = unary(
            RUNTIME,
            "CreateContainer",
            CreateContainerRequest.getDefaultInstance(),
            CreateContainerResponse.getDefaultInstance());
    static final MethodDescriptor<StartContainerRequest, StartContainerResponse> START_CONTAINER = unary(
            RUNTIME,
            "StartContainer",
            StartContainerRequest.getDefaultInstance(),
            StartContainerResponse.getDefaultInstance());
    static final MethodDescriptor<StopContainerRequest, StopContainerResponse> STOP_CONTAINER = unary(
            RUNTIME,
            "StopContainer",
            StopContainerRequest.getDefaultInstance(),
            StopContainerResponse.getDefaultInstance());
    static final MethodDescriptor<RemoveContainerRequest, RemoveContainerResponse> REMOVE_CONTAINER = unary(
            RUNTIME,
            "RemoveContainer",
            RemoveContainerRequest.getDefaultInstance(),
            RemoveContainerResponse.getDefaultInstance());
    static final MethodDescriptor<ListContainersRequest, ListContainersResponse> LIST_CONTAINERS = unary(
            RUNTIME,
            "ListContainers",
            ListContainersRequest.getDefaultInstance(),
            ListContainersResponse.getDefaultInstance());
    static final MethodDescriptor<ContainerStatusRequest, ContainerStatusResponse> CONTAINER_STATUS = unary(
            RUNTIME,
            "ContainerStatus",
            ContainerStatusRequest.getDefaultInstance(),
            ContainerStatusResponse.getDefaultInstance());
    static final MethodDescriptor<UpdateContainerResourcesRequest, UpdateContainerResourcesResponse>
            UPDATE_CONTAINER_RESOURCES = unary(
                    RUNTIME,
                    "UpdateContainerResources",
                    UpdateContainerResourcesRequest.getDefaultInstance(),
                    UpdateContainerResourcesResponse.getDefaultInstance());
    static final MethodDescriptor<ReopenContainerLogRequest, ReopenContainerLogResponse> REOPEN_CONTAINER_LOG = unary(
            RUNTIME,
            "ReopenContainerLog",
            ReopenContainerLogRequest.getDefaultInstance(),
            ReopenContainerLogResponse.getDefaultInstance());
    static final MethodDescriptor<ExecSyncRequest, ExecSyncResponse> EXEC_SYNC =
            unary(RUNTIME, "ExecSync", ExecSyncRequest.getDefaultInstance(), ExecSyncResponse.getDefaultInstance());
    static final MethodDescriptor<ExecRequest, ExecResponse> EXEC =
            unary(RUNTIME, "Exec", ExecRequest.getDefaultInstance(), ExecResponse.getDefaultInstance());
    static final MethodDescriptor<AttachRequest, AttachResponse> ATTACH =
            unary(RUNTIME, "Attach", AttachRequest.getDefaultInstance(), AttachResponse.getDefaultInstance());
    static final MethodDescriptor<PortForwardRequest, PortForwardResponse> PORT_FORWARD = unary(
            RUNTIME, "PortForward", PortForwardRequest.getDefaultInstance(), PortForwardResponse.getDefaultInstance());
    static final MethodDescriptor<ContainerStatsRequest, ContainerStatsResponse> CONTAINER_STATS = unary(
            RUNTIME,
            "ContainerStats",
            ContainerStatsRequest.getDefaultInstance(),
            ContainerStatsResponse.getDefaultInstance());
    static final MethodDescriptor<ListContainerStatsRequest, ListContainerStatsResponse> LIST_CONTAINER_STATS = unary(
            RUNTIME,
            "ListContainerStats",
            ListContainerStatsRequest.getDefaultInstance(),
            ListContainerStatsResponse.getDefaultInstance());
    static final MethodDescriptor<PodSandboxStatsRequest, PodSandboxStatsResponse> POD_SANDBOX_STATS = unary(
            RUNTIME,
            "PodSandboxStats",
            PodSandboxStatsRequest.getDefaultInstance(),
            PodSandboxStatsResponse.getDefaultInstance());
    static final MethodDescriptor<UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse> UPDATE_RUNTIME_CONFIG =
            unary(
                    RUNTIME,
                    "UpdateRuntimeConfig",
                    UpdateRuntimeConfigRequest.getDefaultInstance(),
                    UpdateRuntimeConfigResponse.getDefaultInstance());
    static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
            unary(RUNTIME, "Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance());
    static final MethodDescriptor<RuntimeConfigRequest, RuntimeConfigResponse> RUNTIME_CONFIG = unary(
            RUNTIME,
            "RuntimeConfig",
            RuntimeConfigRequest.getDefaultInstance(),
            RuntimeConfigResponse.getDefaultInstance());
    static final MethodDescriptor<GetEventsRequest, ContainerEventResponse> GET_CONTAINER_EVENTS = method(
            MethodType.SERVER_STREAMING,
            RUNTIME,
            "GetContainerEvents",
            GetEventsRequest.getDefaultInstance(),
            ContainerEventResponse.getDefaultInstance());

    static final MethodDescriptor<ListImagesRequest, ListImagesResponse> LIST_IMAGES =
            unary(IMAGE, "ListImages", ListImagesRequest.getDefaultInstance(), ListImagesResponse.getDefaultInstance());
    static final MethodDescriptor<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS = unary(
            IMAGE, "ImageStatus", ImageStatusRequest.getDefaultInstance(), ImageStatusResponse.getDefaultInstance());
    static final MethodDescriptor<PullImageRequest, PullImageResponse> PULL_IMAGE =
            unary(IMAGE, "PullImage", PullImageRequest.getDefaultInstance(), PullImageResponse.getDefaultInstance());
    static final MethodDescriptor<RemoveImageRequest, RemoveImageResponse> REMOVE_IMAGE = unary(
            IMAGE, "RemoveImage", RemoveImageRequest.getDefaultInstance(), RemoveImageResponse.getDefaultInstance());
    static final MethodDescriptor<ImageFsInfoRequest, ImageFsInfoResponse> IMAGE_FS_INFO = unary(
            IMAGE, "ImageFsInfo", ImageFsInfoRequest.getDefaultInstance(), ImageFsInfoResponse.getDefaultInstance());

    private CriMethods() {}

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> unary(
            String service, String name, Q request, A answer) {
        return method(MethodType.UNARY, service, name, request, answer);
    }

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            MethodType type, String service, String name, Q request, A answer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }
}
