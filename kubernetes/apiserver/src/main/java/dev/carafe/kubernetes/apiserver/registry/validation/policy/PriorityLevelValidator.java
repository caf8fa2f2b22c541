package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.flowcontrol.v1.LimitResponse;
import dev.carafe.kubernetes.api.flowcontrol.v1.LimitedPriorityLevelConfiguration;
import dev.carafe.kubernetes.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.carafe.kubernetes.api.flowcontrol.v1.PriorityLevelConfigurationSpec;
import dev.carafe.kubernetes.api.flowcontrol.v1.PriorityLevelConfigurationStatus;
import dev.carafe.kubernetes.api.flowcontrol.v1.QueuingConfiguration;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Priorities at which requests are served, and how many at once (pkg/apis/flowcontrol/validation). */
public final class PriorityLevelValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");
    private static final String EXEMPT = "Exempt";
    private static final String LIMITED = "Limited";
    private static final int QUEUES_MAX = 10_000_000;

    /** Of the hash of a flow, by which its queues are dealt to it, so many bits can be used. */
    private static final int HASH_BITS_MAX = 60;

    private PriorityLevelValidator() {}

    public static void level(PriorityLevelConfiguration level, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        PriorityLevelConfigurationSpec spec = level.spec();
        String type = spec.type();
        if (level.metadata().name().equals("exempt") != type.equals(EXEMPT)) {
            found.coded()
                    .add(FieldError.invalid(
                            SPEC.child("type"), type, "must be 'Exempt' if and only if `name` is 'exempt'"));
        }
        if (spec.hasExempt() && type.equals(LIMITED)) {
            found.declared().add(FieldError.forbidden(SPEC.child("exempt"), ""));
        }
        switch (type) {
            case EXEMPT -> {
                if (spec.hasExempt()) {
                    shares(spec.exempt().nominalConcurrencyShares(), SPEC.child("exempt"), found.coded());
                    lendable(spec.exempt().lendablePercent(), SPEC.child("exempt"), found.coded());
                }
            }
            case LIMITED -> {
                if (spec.hasLimited()) {
                    limited(spec.limited(), SPEC.child("limited"), found);
                } else {
                    found.declared().add(FieldError.required(SPEC.child("limited"), ""));
                }
            }
            case "" -> {}
            default -> found.coded().add(FieldError.notSupported(SPEC.child("type"), type, List.of(EXEMPT, LIMITED)));
        }
        if (spec.hasLimited() && !type.equals(LIMITED)) {
            found.declared().add(FieldError.forbidden(SPEC.child("limited"), ""));
        }
        Check.present(found.declared(), SPEC.child("type"), type);
        found.addTo(errors);
    }

    private static void shares(int shares, FieldPath path, List<FieldError> errors) {
        if (shares < 0) {
            errors.add(FieldError.invalid(
                    path.child("nominalConcurrencyShares"), (long) shares, "must be a non-negative integer"));
        }
    }

    private static void lendable(int percent, FieldPath path, List<FieldError> errors) {
        if (percent < 0 || percent > 100) {
            errors.add(FieldError.invalid(
                    path.child("lendablePercent"), (long) percent, "must be between 0 and 100, inclusive"));
        }
    }

    private static void limited(LimitedPriorityLevelConfiguration limited, FieldPath path, RuleErrors errors) {
        shares(limited.nominalConcurrencyShares(), path, errors.coded());
        response(limited.limitResponse(), path.child("limitResponse"), errors);
        lendable(limited.lendablePercent(), path, errors.coded());
        if (limited.borrowingLimitPercent() < 0) {
            errors.coded()
                    .add(FieldError.invalid(
                            path.child("borrowingLimitPercent"),
                            (long) limited.borrowingLimitPercent(),
                            "if specified, must be a non-negative integer"));
        }
    }

    private static void response(LimitResponse response, FieldPath path, RuleErrors errors) {
        FieldPath queuing = path.child("queuing");
        switch (response.type()) {
            case "Reject" -> {
                if (response.hasQueuing()) {
                    errors.declared().add(FieldError.forbidden(queuing, ""));
                }
            }
            case "Queue" -> {
                if (response.hasQueuing()) {
                    queuing(response.queuing(), queuing, errors.coded());
                } else {
                    errors.declared().add(FieldError.required(queuing, ""));
                }
            }
            case "" -> errors.declared().add(FieldError.required(path.child("type"), ""));
            default ->
                errors.coded()
                        .add(FieldError.notSupported(path.child("type"), response.type(), List.of("Queue", "Reject")));
        }
    }

    private static void queuing(QueuingConfiguration queuing, FieldPath path, List<FieldError> errors) {
        int queues = queuing.queues();
        int hand = queuing.handSize();
        positive(queuing.queueLengthLimit(), path.child("queueLengthLimit"), errors);
        positive(queues, path.child("queues"), errors);
        if (queues > QUEUES_MAX) {
            errors.add(
                    FieldError.invalid(path.child("queues"), (long) queues, "must not be greater than " + QUEUES_MAX));
        }
        positive(hand, path.child("handSize"), errors);
        if (hand > 0 && hand > queues) {
            errors.add(FieldError.invalid(
                    path.child("handSize"), (long) hand, "should not be greater than queues (" + queues + ")"));
        } else if (hand > 0 && Math.ceil(Math.log(queues) / Math.log(2) * hand) > HASH_BITS_MAX) {
            errors.add(FieldError.invalid(
                    path.child("handSize"),
                    (long) hand,
                    "required entropy bits of deckSize " + queues + " and handSize " + hand
                            + " should not be greater than " + HASH_BITS_MAX));
        }
    }

    private static void positive(int value, FieldPath path, List<FieldError> errors) {
        if (value <= 0) {
            errors.add(FieldError.invalid(path, (long) value, "must be positive"));
        }
    }

    public static void status(PriorityLevelConfigurationStatus status, List<FieldError> errors) {
        Set<String> types = new HashSet<>();
        for (int i = 0; i < status.conditions().size(); i++) {
            FlowSchemaValidator.condition(
                    status.conditions().get(i).type(),
                    types,
                    CONDITIONS.index(i).child("type"),
                    errors);
        }
    }
}
