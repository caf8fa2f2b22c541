// Vcsim is upstream's simulator of a vCenter or of one ESXi host. It prints the address it serves, and serves until it is
// ended.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"log"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	_ "github.com/vmware/govmomi/cns/simulator"
	_ "github.com/vmware/govmomi/eam/simulator"
	_ "github.com/vmware/govmomi/lookup/simulator"
	_ "github.com/vmware/govmomi/pbm/simulator"
	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/ssoadmin/simulator"
	_ "github.com/vmware/govmomi/sts/simulator"
	_ "github.com/vmware/govmomi/vapi/appliance/simulator"
	_ "github.com/vmware/govmomi/vapi/cis/tasks/simulator"
	_ "github.com/vmware/govmomi/vapi/cluster/simulator"
	_ "github.com/vmware/govmomi/vapi/crypto/simulator"
	_ "github.com/vmware/govmomi/vapi/esx/settings/clusters/vms/simulator"
	_ "github.com/vmware/govmomi/vapi/esx/settings/simulator"
	_ "github.com/vmware/govmomi/vapi/namespace/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	_ "github.com/vmware/govmomi/vapi/vcenter/consumptiondomains/simulator"
	_ "github.com/vmware/govmomi/vapi/vm/simulator"
	_ "github.com/vmware/govmomi/vsan/simulator"
	_ "github.com/vmware/govmomi/vslm/simulator"
)

func main() {
	model := simulator.VPX()
	listen := flag.String("l", "127.0.0.1:8989", "the address to listen at; port 0 is one of the machine's choosing")
	user := flag.String("username", "", "the name to log in with; any without it")
	password := flag.String("password", "", "its password")
	host := flag.Bool("esx", false, "be one host, not a vCenter")
	trace := flag.Bool("trace", false, "print what is asked and answered")
	flag.IntVar(&model.Datacenter, "dc", model.Datacenter, "datacenters")
	flag.IntVar(&model.Cluster, "cluster", model.Cluster, "clusters a datacenter")
	flag.IntVar(&model.ClusterHost, "host", model.ClusterHost, "hosts a cluster")
	flag.IntVar(&model.Host, "standalone-host", model.Host, "hosts a datacenter outside of clusters")
	flag.IntVar(&model.Datastore, "ds", model.Datastore, "datastores")
	flag.IntVar(&model.Machine, "vm", model.Machine, "machines a resource pool")
	flag.IntVar(&model.Pool, "pool", model.Pool, "resource pools a cluster")
	flag.IntVar(&model.Portgroup, "pg", model.Portgroup, "distributed port groups a datacenter")
	flag.IntVar(&model.Folder, "folder", model.Folder, "folders")
	flag.BoolVar(&model.Autostart, "autostart", model.Autostart, "power the machines on")
	flag.Parse()

	if *host {
		one := simulator.ESX()
		one.Datastore, one.Machine, one.Autostart = model.Datastore, model.Machine, model.Autostart
		model = one
	}
	simulator.Trace = *trace
	defer model.Remove()
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	model.Service.RegisterEndpoints = true
	model.Service.TLS = new(tls.Config)
	model.Service.Listen = &url.URL{Host: *listen}
	if *user != "" {
		model.Service.Listen.User = url.UserPassword(*user, *password)
	}
	server := model.Service.NewServer()
	fmt.Printf("export GOVC_URL=%s GOVC_SIM_PID=%d\n", server.URL, os.Getpid())

	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	<-ended
	server.Close()
}
