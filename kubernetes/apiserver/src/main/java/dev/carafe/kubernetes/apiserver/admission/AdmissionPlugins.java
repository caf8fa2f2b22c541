package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.names.GeneratedNames;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.authorization.RbacAuthorizer;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.List;
import java.util.random.RandomGenerator;

/** The plugins that are on by default, in upstream's order. */
public final class AdmissionPlugins {
    private AdmissionPlugins() {}

    /**
     * The chain's plugins.
     *
     * @param random for generated names; used by many threads
     * @param authorizer and {@code roles}: nobody grants more than they have
     */
    public static List<AdmissionPlugin> defaults(
            ObjectReader reader, RandomGenerator random, Authorizer authorizer, RbacAuthorizer roles) {
        return List.of(
                new NamespaceLifecycle(reader),
                new LimitRanger(reader),
                new ServiceAccountAdmission(reader, prefix -> GeneratedNames.generate(prefix, random)),
                new NodeRestriction(),
                new TaintNodesByCondition(),
                new Priority(reader),
                new DefaultTolerationSeconds(),
                new DefaultClasses(reader),
                new SigningRequestor(),
                new RbacEscalation(authorizer, roles));
    }
}
