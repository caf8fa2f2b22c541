package dev.carafe.kubernetes.controllermanager.namespace;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Discovery;
import dev.carafe.kubernetes.client.GenericObject;
import dev.carafe.kubernetes.client.ListOptions;
import dev.carafe.kubernetes.client.ResourceClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Deletes what is in a namespace, of whatever kind, and tells what is left. */
final class NamespaceContent {
    private static final long FINALIZER_WAIT_S = 15;

    private final Client client;

    NamespaceContent(Client client) {
        this.client = client;
    }

    /**
     * What is left.
     *
     * @param waitSeconds how long the rest may take to go, 0 when nothing is left
     * @param remaining the number of objects by resource, such as {@code pods.}
     * @param finalizers the number of objects by finalizer
     * @param failures why something could not be deleted
     */
    record Rest(
            long waitSeconds, Map<String, Integer> remaining, Map<String, Integer> finalizers, List<String> failures) {
        static Rest none() {
            return new Rest(0, new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
        }

        Rest waiting(long seconds) {
            return new Rest(Math.max(waitSeconds, seconds), remaining, finalizers, failures);
        }

        boolean isDone() {
            return waitSeconds == 0 && failures.isEmpty() && remaining.isEmpty();
        }
    }

    /** Deletes everything; pods first and alone, since they may need the rest of the namespace until they end. */
    Rest delete(String namespace) {
        List<Discovery.Served> served = client.discovery().preferredResources().stream()
                .filter(item -> item.type().namespaced() && item.supports(List.of("list", "delete")))
                .toList();
        Rest rest = Rest.none();
        for (Discovery.Served item : served) {
            if (isPods(item)) {
                rest = delete(item, namespace, rest);
            }
        }
        if (!rest.isDone()) {
            return rest;
        }
        for (Discovery.Served item : served) {
            if (!isPods(item)) {
                rest = delete(item, namespace, rest);
            }
        }
        return rest;
    }

    private static boolean isPods(Discovery.Served item) {
        return item.type().group().isEmpty() && item.type().plural().equals("pods");
    }

    private Rest delete(Discovery.Served item, String namespace, Rest rest) {
        ResourceClient<GenericObject> resource = client.of(item.type());
        try {
            if (resource.list(namespace, ListOptions.ALL.page(1, "")).items().isEmpty()) {
                return rest;
            }
            DeleteOptions background = new DeleteOptions(Struct.EMPTY).withPropagationPolicy("Background");
            if (item.supports(List.of("deletecollection"))) {
                resource.deleteCollection(namespace, background, ListOptions.ALL);
            } else {
                resource.list(namespace).forEach(object -> deleteOne(resource, object, background));
            }
            List<GenericObject> left = resource.list(namespace);
            return left.isEmpty() ? rest : count(item, left, rest);
        } catch (StatusError e) {
            if (e.code() == 404 || e.code() == 405) {
                return rest; // not served after all
            }
            rest.failures().add(item.type() + ": " + e.getMessage());
            return rest;
        }
    }

    private static void deleteOne(ResourceClient<GenericObject> resource, GenericObject object, DeleteOptions options) {
        try {
            resource.delete(object.namespace(), object.name(), options);
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }

    private static Rest count(Discovery.Served item, List<GenericObject> left, Rest rest) {
        String group = item.type().group();
        rest.remaining().put(item.type().plural() + "." + group, left.size());
        long wait = 1;
        for (GenericObject object : left) {
            for (String finalizer : object.metadata().finalizers()) {
                rest.finalizers().merge(finalizer, 1, Integer::sum);
                wait = Math.max(wait, FINALIZER_WAIT_S);
            }
            if (isPods(item)) {
                wait = Math.max(wait, grace(new Pod(object.struct())));
            }
        }
        return rest.waiting(wait);
    }

    private static long grace(Pod pod) {
        boolean ended =
                pod.status().phase().equals("Succeeded") || pod.status().phase().equals("Failed");
        return ended ? 0 : pod.spec().terminationGracePeriodSeconds();
    }
}
