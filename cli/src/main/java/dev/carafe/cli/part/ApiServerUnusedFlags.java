package dev.carafe.cli.part;

import dev.carafe.cli.command.UnusedFlags;
import java.util.List;
import java.util.stream.Stream;

/**
 * The flags of upstream's API server, version 1.37, that this one has no use for. Whatever would let somebody in, keep somebody out, or
 * keep something secret is refused rather than ignored.
 */
final class ApiServerUnusedFlags extends UnusedFlags {
    private static final String USERS =
            "users come by client certificates (--client-ca-file) and by service account tokens alone";
    private static final String AUTHORIZERS = "the modes are Node, RBAC, AlwaysAllow and AlwaysDeny";
    private static final String NO_AUDIT = "requests are not audited";
    private static final String NO_AGGREGATION = "no API of another server is served";
    private static final String ONE_VERSION = "there is one version, and it behaves as such";
    private static final String LOG = "the log is text on standard error, each line as it comes";
    private static final String NO_FLOW_CONTROL = "requests are not held back by their number";
    private static final String NO_FRONT_PROXY = "no proxy in front is believed who a user is";
    private static final String NO_PEERS = "requests are not handed on to other servers";
    private static final String OWN_LEASES = "leaders are elected by their own leases";
    private static final String ALL_LABELS = "all labels are told";
    private static final String STORE = "the store's own client decides";

    ApiServerUnusedFlags() {
        super(Stream.of(users(), access(), aggregation(), storage(), serving(), observing())
                .flatMap(List::stream)
                .toList());
    }

    private static List<Flag> users() {
        return List.of(
                refused("authentication-config", "", USERS),
                refused("authentication-token-webhook-config-file", "", USERS),
                ignored("authentication-token-webhook-cache-ttl", "2m0s", USERS),
                ignored("authentication-token-webhook-version", "v1beta1", USERS),
                refused("token-auth-file", "", USERS),
                ignored("enable-bootstrap-token-auth", "false", USERS),
                refused("oidc-issuer-url", "", USERS),
                ignored("oidc-ca-file", "", USERS),
                ignored("oidc-client-id", "", USERS),
                ignored("oidc-groups-claim", "", USERS),
                ignored("oidc-groups-prefix", "", USERS),
                ignored("oidc-required-claim", "", USERS),
                ignored("oidc-signing-algs", "RS256", USERS),
                ignored("oidc-username-claim", "sub", USERS),
                ignored("oidc-username-prefix", "", USERS),
                refused("service-account-jwks-uri", "", "the keys are where the issuer's document says"),
                refused("service-account-lookup", "true", "the account of a token is always looked up"),
                refused("service-account-max-token-expiration", "0s", "tokens last as long as is asked for"),
                refused(
                        "service-account-signing-endpoint",
                        "",
                        "tokens are signed with --service-account-signing-key-file"));
    }

    private static List<Flag> access() {
        return List.of(
                refused("authorization-config", "", AUTHORIZERS),
                refused("authorization-policy-file", "", AUTHORIZERS),
                refused("authorization-webhook-config-file", "", AUTHORIZERS),
                ignored("authorization-webhook-cache-authorized-ttl", "5m0s", AUTHORIZERS),
                ignored("authorization-webhook-cache-unauthorized-ttl", "30s", AUTHORIZERS),
                ignored("authorization-webhook-version", "v1beta1", AUTHORIZERS),
                refused("admission-control", "", "take --enable-admission-plugins and --disable-admission-plugins"),
                refused("admission-control-config-file", "", "no admission plugin takes a configuration"),
                refused("cors-allowed-origins", "", "pages of other origins are not let in"),
                refused("strict-transport-security-directives", "", "it is not told to browsers"),
                ignored("max-requests-inflight", "400", NO_FLOW_CONTROL),
                ignored("max-mutating-requests-inflight", "200", NO_FLOW_CONTROL),
                ignored("enable-priority-and-fairness", "true", NO_FLOW_CONTROL),
                ignored("max-connection-bytes-per-sec", "0", "connections are not throttled"),
                ignored("enable-garbage-collector", "true", "a deletion's policy is always kept"),
                ignored("delete-collection-workers", "1", "objects are deleted one after the other"));
    }

    private static List<Flag> aggregation() {
        return List.of(
                ignored("requestheader-client-ca-file", "", NO_FRONT_PROXY),
                ignored("requestheader-allowed-names", "", NO_FRONT_PROXY),
                ignored("requestheader-username-headers", "", NO_FRONT_PROXY),
                ignored("requestheader-uid-headers", "", NO_FRONT_PROXY),
                ignored("requestheader-group-headers", "", NO_FRONT_PROXY),
                ignored("requestheader-extra-headers-prefix", "", NO_FRONT_PROXY),
                ignored("proxy-client-cert-file", "", NO_AGGREGATION),
                ignored("proxy-client-key-file", "", NO_AGGREGATION),
                ignored("enable-aggregator-routing", "false", NO_AGGREGATION),
                ignored("aggregator-reject-forwarding-redirect", "true", NO_AGGREGATION),
                ignored("peer-advertise-ip", "", NO_PEERS),
                ignored("peer-advertise-port", "", NO_PEERS),
                ignored("peer-ca-file", "", NO_PEERS),
                refused("egress-selector-config-file", "", "connections are made directly"),
                refused("emulated-version", "", ONE_VERSION),
                refused("min-compatibility-version", "", ONE_VERSION),
                refused("emulation-forward-compatible", "false", ONE_VERSION),
                refused("runtime-config-emulation-forward-compatible", "false", ONE_VERSION));
    }

    private static List<Flag> storage() {
        return List.of(
                refused("storage-backend", "etcd3", "it is etcd3"),
                refused(
                        "storage-media-type",
                        "application/vnd.kubernetes.protobuf",
                        "built-in objects are kept in protobuf"),
                refused("etcd-servers-overrides", "", "all objects are in one store"),
                refused(
                        "encryption-provider-config",
                        "",
                        "objects are not encrypted at rest; encrypt the store's disk"),
                refused("encryption-provider-config-automatic-reload", "false", "objects are not encrypted at rest"),
                ignored("etcd-count-metric-poll-period", "1m0s", "objects are counted when /metrics is read"),
                ignored("etcd-db-metric-poll-interval", "30s", "the store tells its size itself"),
                ignored("etcd-healthcheck-timeout", "2s", STORE),
                ignored("etcd-readycheck-timeout", "2s", STORE),
                ignored("lease-reuse-duration-seconds", "60", STORE),
                ignored("storage-initialization-timeout", "1m0s", "the server waits for its store"),
                refused("watch-cache", "true", "lists and watches are answered by the watch cache"),
                ignored("watch-cache-sizes", "", "the watch cache sizes itself"));
    }

    private static List<Flag> serving() {
        return List.of(
                refused("tls-sni-cert-key", "", "there is one certificate, for all names"),
                ignored("tls-curve-preferences", "", "the JDK's are offered"),
                refused("disable-http2-serving", "false", "HTTP/1.1 and HTTP/2 are both served"),
                ignored("http2-max-streams-per-connection", "0", "as many as upstream allows"),
                ignored("permit-address-sharing", "false", "addresses in TIME_WAIT are always bound again"),
                refused("permit-port-sharing", "false", "a port has one owner"),
                ignored("external-hostname", "", "no document names the server"),
                refused("kubernetes-service-node-port", "0", "the kubernetes service has a cluster address alone"),
                ignored(
                        "kubelet-preferred-address-types",
                        "Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP",
                        "addresses are preferred to names, and internal ones to external ones"),
                ignored("kubelet-timeout", "5s", "ten seconds to connect"),
                ignored("shutdown-watch-termination-grace-period", "0s", "watches are ended when the server ends"),
                ignored("coordinated-leadership-lease-duration", "15s", OWN_LEASES),
                ignored("coordinated-leadership-renew-deadline", "10s", OWN_LEASES),
                ignored("coordinated-leadership-retry-period", "2s", OWN_LEASES));
    }

    private static List<Flag> observing() {
        return List.of(
                refused("audit-policy-file", "", NO_AUDIT),
                refused("audit-log-path", "", NO_AUDIT),
                refused("audit-webhook-config-file", "", NO_AUDIT),
                ignored("audit-log-batch-buffer-size", "10000", NO_AUDIT),
                ignored("audit-log-batch-max-size", "1", NO_AUDIT),
                ignored("audit-log-batch-max-wait", "0s", NO_AUDIT),
                ignored("audit-log-batch-throttle-burst", "0", NO_AUDIT),
                ignored("audit-log-batch-throttle-enable", "false", NO_AUDIT),
                ignored("audit-log-batch-throttle-qps", "0", NO_AUDIT),
                ignored("audit-log-compress", "false", NO_AUDIT),
                ignored("audit-log-format", "json", NO_AUDIT),
                ignored("audit-log-maxage", "0", NO_AUDIT),
                ignored("audit-log-maxbackup", "0", NO_AUDIT),
                ignored("audit-log-maxsize", "0", NO_AUDIT),
                ignored("audit-log-mode", "blocking", NO_AUDIT),
                ignored("audit-log-truncate-enabled", "false", NO_AUDIT),
                ignored("audit-log-truncate-max-batch-size", "10485760", NO_AUDIT),
                ignored("audit-log-truncate-max-event-size", "102400", NO_AUDIT),
                ignored("audit-log-version", "audit.k8s.io/v1", NO_AUDIT),
                ignored("audit-webhook-batch-buffer-size", "10000", NO_AUDIT),
                ignored("audit-webhook-batch-max-size", "400", NO_AUDIT),
                ignored("audit-webhook-batch-max-wait", "30s", NO_AUDIT),
                ignored("audit-webhook-batch-throttle-burst", "15", NO_AUDIT),
                ignored("audit-webhook-batch-throttle-enable", "true", NO_AUDIT),
                ignored("audit-webhook-batch-throttle-qps", "10", NO_AUDIT),
                ignored("audit-webhook-initial-backoff", "10s", NO_AUDIT),
                ignored("audit-webhook-mode", "batch", NO_AUDIT),
                ignored("audit-webhook-truncate-enabled", "false", NO_AUDIT),
                ignored("audit-webhook-truncate-max-batch-size", "10485760", NO_AUDIT),
                ignored("audit-webhook-truncate-max-event-size", "102400", NO_AUDIT),
                ignored("audit-webhook-version", "audit.k8s.io/v1", NO_AUDIT),
                ignored("contention-profiling", "false", "a flight recording has what threads wait for"),
                refused("debug-socket-path", "", "profiles are served at /debug/pprof/ alone"),
                refused("enable-logs-handler", "false", "no files are served"),
                ignored("allow-metric-labels", "", ALL_LABELS),
                ignored("allow-metric-labels-manifest", "", ALL_LABELS),
                ignored("disabled-metrics", "", "all metrics are told"),
                ignored("show-hidden-metrics-for-version", "", "no metric is hidden"),
                refused("logging-format", "text", LOG),
                ignored("log-flush-frequency", "5s", LOG),
                ignored("log-json-info-buffer-size", "", LOG),
                ignored("log-json-split-stream", "false", LOG),
                ignored("log-text-info-buffer-size", "", LOG),
                ignored("log-text-split-stream", "false", LOG),
                ignored("vmodule", "", LOG));
    }
}
