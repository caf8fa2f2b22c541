package dev.carafe.kubernetes.apimachinery.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.junit.jupiter.api.Test;

class GroupVersionTest {
    @Test
    void readsAnApiVersion() {
        assertThat(GroupVersion.parse("apps/v1"))
                .isEqualTo(new GroupVersion("apps", "v1"))
                .hasToString("apps/v1");
        assertThat(GroupVersion.parse("v1"))
                .isEqualTo(new GroupVersion("", "v1"))
                .hasToString("v1");
        assertThat(GroupVersion.parse("")).isEqualTo(new GroupVersion("", ""));
        assertThatThrownBy(() -> GroupVersion.parse("a/b/c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unexpected GroupVersion string: \"a/b/c\"");
    }

    @Test
    void readsTheKindOfAnObject() {
        GroupVersionKind kind = GroupVersionKind.of(Struct.of("apiVersion", "apps/v1", "kind", "Deployment"));
        assertThat(kind).hasToString("apps/v1, Kind=Deployment");
        assertThat(kind.groupKind()).hasToString("Deployment.apps");
        assertThat(kind.apiVersion()).isEqualTo("apps/v1");
        assertThat(new GroupResource("apps", "deployments")).hasToString("deployments.apps");
    }
}
