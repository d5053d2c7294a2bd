package eu.releve.provisioning.demo;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.measure.PointId;
import eu.releve.profile.Access;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.demo.DemoBuilding.Commands;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.settings.GatewaySettings;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoBuildingTest {
  @TempDir Path temporary;

  @Test
  void whatTheDemoWritesLoadsStrictlyInAnyFolder() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("a \"b\": #c é"));
    try (DemoBuilding building = new DemoBuilding(folder, Commands.ofThisJvm())) {
      CollectorSettings collector =
          CollectorSettings.load(folder.resolve("collector.yaml"), Map.of());
      GatewaySettings gateway = GatewaySettings.load(folder.resolve("gateway.yaml"), Map.of());
      assertThat(collector.http().port()).isEqualTo(building.portal().getPort());
      assertThat(collector.data()).isEqualTo(folder.resolve("collector"));
      assertThat(collector.organisations())
          .singleElement()
          .returns(new OrganisationId(DemoBuilding.ORGANISATION), one -> one.id())
          .returns(List.of(gateway.gateway()), one -> one.gateways());
      assertThat(gateway.gateway()).isEqualTo(new GatewayId(DemoBuilding.GATEWAY));
      assertThat(gateway.collector()).isEqualTo(Uplink.onThisMachine(collector.mqtt()));
      assertThat(gateway.console().port()).isEqualTo(building.console().getPort());
      assertThat(gateway.site()).isEqualTo(folder.resolve("plan.yaml")).exists();
      assertThat(gateway.window()).isEqualTo(Duration.ZERO);
      SitePlan plan = SitePlans.load(gateway.site(), Profiles.bundled());
      // No socat, no device and no right to any is needed where terminals cannot be made.
      assertThat(building.withoutTerminals()).isPresent();
      assertThat(plan.buses())
          .allMatch(
              bus ->
                  bus instanceof Bus.Tcp
                      || bus instanceof Bus.OpcUa
                      || (bus instanceof Bus.Gpio gpio && gpio.pins() instanceof Bus.Pins.Played)
                      || (bus instanceof Bus.Port port
                          && port.place() instanceof Bus.Place.Remote));
      assertThat(plan.meters())
          .filteredOn(meter -> DemoPlan.SPEAKING.contains(meter.id()))
          .hasSameSizeAs(DemoPlan.SPEAKING)
          .allMatch(meter -> meter.period().compareTo(DemoPlan.SPEAK_EVERY) <= 0);
      DemoPlan.COUNTED.forEach(
          (id, period) ->
              assertThat(plan.meters())
                  .filteredOn(meter -> meter.id().equals(id))
                  .singleElement()
                  .returns(period, meter -> meter.period())
                  .returns(true, meter -> meter.access() instanceof Access.Pulsed));
      // Figures of ten dwellings and fewer are not shown to others.
      assertThat(plan.lots())
          .filteredOn(lot -> lot.kind() == Lot.Kind.DWELLING)
          .hasSizeGreaterThan(10);
      assertThat(plan.point(new PointId(DemoPlan.LEAKING_POINT))).isPresent();
      assertThat(plan.meters())
          .extracting(meter -> meter.point())
          .doesNotHaveDuplicates()
          .hasSameSizeAs(plan.points());
      assertThat(building.postgres()).isEmpty();
    }
  }
}
