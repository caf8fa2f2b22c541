package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/** Which Kubernetes this server is (apimachinery/pkg/version.Info). */
public final class ServerVersion {
    /** The version as clients parse it; what follows the plus is the build. */
    public static final String GIT_VERSION = "v1.37.2+carafe";

    private ServerVersion() {}

    /** The document at {@code /version}. */
    public static Struct document() {
        return Struct.builder()
                .put("major", "1")
                .put("minor", "37")
                .put("emulationMajor", "1")
                .put("emulationMinor", "37")
                .put("minCompatibilityMajor", "1")
                .put("minCompatibilityMinor", "36")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-01-01T00:00:00Z")
                .put("goVersion", "java" + Runtime.version().feature())
                .put("compiler", "javac")
                .put("platform", "linux/" + (System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64"))
                .build();
    }
}
