package dev.carafe.conformance;

import java.nio.file.Path;

/**
 * Nodes of real machines, told of at upstream's API server and store: the cloud controller manager needs nothing of ours. It
 * runs where the environment names both programs.
 */
class CloudNodesAtUpstreamTest extends CloudNodesContract {
    @Override
    ControlPlane startControlPlane(Path folder) {
        return ControlPlane.startUpstream(folder, UpstreamPrograms.given());
    }
}
