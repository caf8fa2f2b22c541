package dev.carafe.kubernetes.apiserver.authorization;

import dev.carafe.kubernetes.apiserver.authentication.UserInfos;
import java.util.List;

/** Asks one authorizer after the other until one has an opinion; {@code system:masters} may do anything. */
public final class AuthorizerChain implements Authorizer {
    private static final Decision MASTER = new Decision(Verdict.ALLOW, "");

    private final List<Authorizer> authorizers;

    public AuthorizerChain(List<Authorizer> authorizers) {
        this.authorizers = List.copyOf(authorizers);
    }

    @Override
    public Decision authorize(Attributes attributes) {
        if (attributes.user().isIn(UserInfos.MASTERS)) {
            return MASTER;
        }
        String reason = "";
        for (Authorizer authorizer : authorizers) {
            Decision decision = authorizer.authorize(attributes);
            if (decision.verdict() != Verdict.NO_OPINION) {
                return decision;
            }
            if (!decision.reason().isEmpty()) {
                reason = reason.isEmpty() ? decision.reason() : reason + "\n" + decision.reason();
            }
        }
        return new Decision(Verdict.NO_OPINION, reason);
    }
}
