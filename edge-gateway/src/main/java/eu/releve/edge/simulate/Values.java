package eu.releve.edge.simulate;

import eu.releve.measure.RegisterName;
import java.math.BigDecimal;

/** What one meter measures at one moment: exact values in steps of their quantities. */
@FunctionalInterface
interface Values {
  BigDecimal of(RegisterName register);
}
