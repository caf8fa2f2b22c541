package dev.carafe.kubernetes.apiserver.reviews;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.storage.v1.CSIDriver;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.rest.CreateRequest;
import java.util.List;
import java.util.Optional;

/**
 * For whom a node may ask for tokens of its pods: for whom a volume of the pod asks, or the CSI driver of one, or whom the node is authorized
 * to name (plugin/pkg/admission/noderestriction).
 */
final class NodeAudiences {
    private static final String VERB = "request-serviceaccounts-token-audience";

    private final ObjectReader reader;
    private final Authorizer authorizer;

    NodeAudiences(ObjectReader reader, Authorizer authorizer) {
        this.reader = reader;
        this.authorizer = authorizer;
    }

    /**
     * What is wrong with a node's request, empty where nothing is.
     *
     * @param audiences for whom the token shall be; none for the API server itself
     */
    Optional<String> wrong(CreateRequest request, Pod pod, List<String> audiences) {
        if (audiences.size() > 1) {
            return Optional.of("node may only request 0 or 1 audiences");
        }
        String audience = audiences.isEmpty() ? "" : audiences.getFirst();
        boolean asked = pod.spec().volumes().stream().anyMatch(volume -> asks(pod, volume, audience));
        if (asked || isAuthorized(request, audience)) {
            return Optional.empty();
        }
        return Optional.of(
                request.user().name() + " is not authorized to request tokens for audience " + Quoted.of(audience));
    }

    private boolean isAuthorized(CreateRequest request, String audience) {
        Attributes attributes =
                new Attributes(request.user(), VERB, "", "v1", audience, "", request.namespace(), request.name(), "");
        return authorizer.authorize(attributes).verdict() == Authorizer.Verdict.ALLOW;
    }

    private boolean asks(Pod pod, Volume volume, String audience) {
        boolean projected = volume.hasProjected()
                && volume.projected().sources().stream()
                        .anyMatch(source -> source.hasServiceAccountToken()
                                && source.serviceAccountToken().audience().equals(audience));
        return projected
                || driver(pod, volume)
                        .flatMap(name -> reader.get("storage.k8s.io", "csidrivers", "", name))
                        .map(CSIDriver::new)
                        .filter(driver -> driver.spec().tokenRequests().stream()
                                .anyMatch(token -> token.audience().equals(audience)))
                        .isPresent();
    }

    private Optional<String> driver(Pod pod, Volume volume) {
        if (volume.hasCsi()) {
            return Optional.of(volume.csi().driver());
        }
        if (volume.hasPersistentVolumeClaim()) {
            return driver(pod.namespace(), volume.persistentVolumeClaim().claimName());
        }
        return volume.hasEphemeral() ? driver(pod.namespace(), pod.name() + "-" + volume.name()) : Optional.empty();
    }

    private Optional<String> driver(String namespace, String claim) {
        return reader.get("", "persistentvolumeclaims", namespace, claim)
                .map(PersistentVolumeClaim::new)
                .filter(found -> !found.spec().volumeName().isEmpty())
                .flatMap(found ->
                        reader.get("", "persistentvolumes", "", found.spec().volumeName()))
                .map(PersistentVolume::new)
                .filter(found -> found.spec().hasCsi())
                .map(found -> found.spec().csi().driver());
    }
}
