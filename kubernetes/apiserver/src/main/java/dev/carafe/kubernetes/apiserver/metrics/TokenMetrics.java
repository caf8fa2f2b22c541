package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.LongAdder;

/** How often tokens of service accounts were used, by what they are (pkg/serviceaccount/metrics.go). Thread-safe. */
public final class TokenMetrics {
    private final LongAdder valid;
    private final LongAdder stale;
    private final LongAdder legacy;
    private final LongAdder legacyAuto;
    private final LongAdder legacyManual;
    private final LongAdder invalidLegacyAuto;

    /** Of which no page tells. */
    public TokenMetrics() {
        this(new Registry());
    }

    TokenMetrics(Registry registry) {
        valid = counter(registry, "valid_tokens_total", "Uses of tokens of pods that were renewed in time.");
        stale = counter(registry, "stale_tokens_total", "Uses of tokens of pods that should have been renewed.");
        legacy = counter(registry, "legacy_tokens_total", "Uses of tokens that lie in Secrets.");
        legacyAuto = counter(
                registry,
                "legacy_auto_token_uses_total",
                "Uses of tokens in Secrets that were made for their account.");
        legacyManual = counter(
                registry, "legacy_manual_token_uses_total", "Uses of tokens in Secrets that somebody asked for.");
        invalidLegacyAuto = counter(
                registry,
                "invalid_legacy_auto_token_uses_total",
                "Uses of tokens in Secrets that had not been used for long, and are refused since.");
    }

    private static LongAdder counter(Registry registry, String name, String help) {
        return registry.counters("serviceaccount_" + name, help).with();
    }

    /** One was used that its owner may renew for as long as it lives longer than it is said to. */
    public void renewable(boolean isLate) {
        (isLate ? stale : valid).increment();
    }

    /** One was used that lies in a Secret, which the account may name among those made for it. */
    public void legacy(boolean isAuto) {
        legacy.increment();
        (isAuto ? legacyAuto : legacyManual).increment();
    }

    /** One was refused since it had not been used for long. */
    public void invalidated() {
        invalidLegacyAuto.increment();
    }
}
