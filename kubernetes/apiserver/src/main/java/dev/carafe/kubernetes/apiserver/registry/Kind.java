package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.apimachinery.schema.ColumnDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.ResourceDeclaration;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a strategy knows of its kind from declarations, and of the cluster from its flags.
 *
 * @param columns of its Table form; empty where it has only name and age
 * @param hasStatus whether its objects have a status apart from the rest
 * @param emptyStatus what a status without content is written as; empty where it is left out
 * @param nameRule what is wrong with an object's name
 * @param capabilities what its containers may have
 */
record Kind(
        ResourceDeclaration resource,
        List<ColumnDeclaration> columns,
        boolean hasStatus,
        Optional<Object> emptyStatus,
        Function<String, List<String>> nameRule,
        Capabilities capabilities) {}
