package dev.carafe.conformance;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Upstream's own store and API server, which somebody built and named in the environment: Carafe neither has nor builds them.
 *
 * @param etcd the program {@code etcd}
 * @param apiServer the program {@code kube-apiserver}
 */
record UpstreamPrograms(Path etcd, Path apiServer) {
    static final String ETCD = "CARAFE_UPSTREAM_ETCD";
    static final String API_SERVER = "CARAFE_UPSTREAM_KUBE_APISERVER";

    /** Those that the environment names; without them the test is left out. */
    static UpstreamPrograms given() {
        return new UpstreamPrograms(given(ETCD), given(API_SERVER));
    }

    /** The program that a variable names; without it the test is left out. */
    static Path given(String variable) {
        Path program = Path.of(System.getenv().getOrDefault(variable, ""));
        assumeThat(program)
                .as(variable + " does not name upstream's program, beside which this test would be run")
                .isExecutable()
                .isRegularFile();
        return program;
    }

    /** The command line of a store of one member. */
    List<String> etcd(String data, String clients, String peers) {
        return List.of(
                etcd.toString(),
                "--name=upstream",
                "--data-dir=" + data,
                "--listen-client-urls=" + clients,
                "--advertise-client-urls=" + clients,
                "--listen-peer-urls=" + peers,
                "--initial-advertise-peer-urls=" + peers,
                "--initial-cluster=upstream=" + peers);
    }

    /** The command line of an API server with these flags. */
    List<String> apiServer(List<String> flags) {
        List<String> command = new ArrayList<>(List.of(apiServer.toString()));
        command.addAll(flags);
        return command;
    }
}
