package dev.carafe.cloudprovider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TagZonesTest {
    @Test
    void theNearestTagOfACategoryCounts() {
        List<Map<String, String>> hostFirst =
                List.of(Map.of("owner", "x"), Map.of("zone", "a"), Map.of("zone", "b", "region", "r"));
        assertThat(TagZones.nearest(hostFirst, "zone")).hasValue("a");
        assertThat(TagZones.nearest(hostFirst, "region")).hasValue("r");
        assertThat(TagZones.nearest(hostFirst, "rack")).isEmpty();
    }
}
