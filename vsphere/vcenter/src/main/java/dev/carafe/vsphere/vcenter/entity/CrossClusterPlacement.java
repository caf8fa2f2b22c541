package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vcenter.placement.Demand;
import dev.carafe.vsphere.vcenter.placement.Placement;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterAction;
import dev.carafe.vsphere.vim.vim25.ClusterRecommendation;
import dev.carafe.vsphere.vim.vim25.GenericDrsFault;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterResult;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterResultPlacementFaults;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterResultPlacementInfo;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpec;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecPlacementType;
import dev.carafe.vsphere.vim.vim25.PlaceVmsXClusterSpecVmPlacementSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vmomi.service.Call;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of several clusters would have machines ({@code Folder.PlaceVmsXCluster}), each for itself. Each cluster is named by a resource pool
 * of it, which the caller must see.
 */
record CrossClusterPlacement(VCenter vcenter) {
    /** A cluster that may be chosen, by the pool that stands for it. */
    private record Place(ManagedObjectReference<ResourcePool> pool, String cluster) {}

    /** A host that may be chosen. */
    private record Seat(Place place, Candidate candidate) {}

    /** The hosts that may be chosen, and why the others may not, by their cluster. */
    private record Search(List<Seat> seats, Map<Place, Map<String, String>> refused) {}

    PlaceVmsXClusterResult place(PlaceVmsXClusterSpec spec) {
        List<Place> places = places(spec.resourcePools());
        PlaceVmsXClusterSpecPlacementType type = type(spec.placementType());
        if (type == PlaceVmsXClusterSpecPlacementType.RECONFIGURE && places.size() != 1) {
            throw invalid(
                    "resourcePools", "A machine that is reconfigured stays in its cluster; name one resource pool.");
        }
        List<PlaceVmsXClusterResultPlacementInfo> found = new ArrayList<>();
        List<PlaceVmsXClusterResultPlacementFaults> faults = new ArrayList<>();
        for (PlaceVmsXClusterSpecVmPlacementSpec machine : spec.vmPlacementSpecs()) {
            CrossClusterRequest request = CrossClusterRequest.of(vcenter, type, spec, machine);
            Search search = search(request, places);
            Optional<Seat> best = best(request, search.seats());
            if (best.isPresent()) {
                found.add(info(request, best.get()));
            } else {
                search.refused().forEach((place, refused) -> faults.add(faults(request, place, refused)));
            }
        }
        return PlaceVmsXClusterResult.builder()
                .placementInfos(found)
                .faults(faults)
                .build();
    }

    private static PlaceVmsXClusterSpecPlacementType type(@Nullable String asked) {
        if (asked == null || asked.isEmpty()) {
            return PlaceVmsXClusterSpecPlacementType.CREATE_AND_POWER_ON;
        }
        for (PlaceVmsXClusterSpecPlacementType type : PlaceVmsXClusterSpecPlacementType.values()) {
            if (type != PlaceVmsXClusterSpecPlacementType.UNRECOGNIZED
                    && type.wire().equals(asked)) {
                return type;
            }
        }
        throw invalid("placementType", "There is no type of placement that is called '" + asked + "'.");
    }

    private List<Place> places(List<ManagedObjectReference<? extends ResourcePool>> pools) {
        if (pools.isEmpty()) {
            throw invalid("resourcePools", "A resource pool of each cluster that may be chosen is needed.");
        }
        Map<String, Place> places = new LinkedHashMap<>();
        for (ManagedObjectReference<? extends ResourcePool> pool : pools) {
            boolean seen = Call.current().session().<Boolean>read(source -> source.properties(pool) != null);
            String owner = vcenter.inventory()
                    .read(all -> all.find(pool.value(), Entity.ResourcePool.class)
                            .map(Entity.ResourcePool::owner)
                            .orElse(""));
            if (!seen || owner.isEmpty()) {
                throw invalid("resourcePool", "There is no resource pool " + pool.value() + ".");
            }
            if (places.put(owner, new Place(References.pool(pool.value()), owner)) != null) {
                throw invalid("clusters", "Two of the resource pools are of one cluster.");
            }
        }
        return List.copyOf(places.values());
    }

    private Search search(CrossClusterRequest request, List<Place> places) {
        List<Seat> seats = new ArrayList<>();
        Map<Place, Map<String, String>> refused = new LinkedHashMap<>();
        for (Place place : places) {
            Placement.Choice choice = request.choose(new Placer(vcenter).candidates(place.cluster()), place.cluster());
            choice.ranked().forEach(candidate -> seats.add(new Seat(place, candidate)));
            refused.put(place, choice.refused());
        }
        return new Search(seats, refused);
    }

    /** Hosts of all clusters are compared by what they have free; what they need to have each has. */
    private static Optional<Seat> best(CrossClusterRequest request, List<Seat> seats) {
        Demand size = new Demand(request.cpus(), request.memoryMb(), Set.of(), Set.of());
        return Placement.choose(size, seats.stream().map(Seat::candidate).toList()).best().stream()
                .flatMap(best -> seats.stream().filter(seat -> seat.candidate().equals(best)))
                .findFirst();
    }

    private PlaceVmsXClusterResultPlacementInfo info(CrossClusterRequest request, Seat seat) {
        ClusterAction action = request.action(seat.candidate(), seat.place().pool());
        Recommendations recommendations = new Recommendations(
                References.cluster(seat.place().cluster()),
                "xClusterPlacement",
                "The cluster has what the virtual machine needs");
        recommendations.add(action);
        ClusterRecommendation recommendation = recommendations.all().getFirst();
        return PlaceVmsXClusterResultPlacementInfo.builder()
                .vmName(request.name())
                .vm(request.machine())
                .recommendation(recommendation)
                .build();
    }

    private static PlaceVmsXClusterResultPlacementFaults faults(
            CrossClusterRequest request, Place place, Map<String, String> refused) {
        GenericDrsFault fault = GenericDrsFault.builder()
                .hostFaults(refused.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> Placer.fault(entry.getValue()))
                        .toList())
                .build();
        String why = refused.isEmpty()
                ? "The cluster has no host."
                : String.join(" ", refused.values().stream().sorted().toList());
        return PlaceVmsXClusterResultPlacementFaults.builder()
                .resourcePool(place.pool())
                .vmName(request.name())
                .vm(request.machine())
                .faults(List.of(new LocalizedMethodFault(fault, why)))
                .build();
    }

    static FaultException invalid(String property, String message) {
        return InvalidArgument.builder().invalidProperty(property).build().exception(message);
    }
}
