// SPDX-License-Identifier: Apache-2.0
package org.openautoglm.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import java.beans.Introspector;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openautoglm.adapter.api.DeviceConnectionFactory;
import org.openautoglm.adapter.api.DeviceLease;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** ra.xml names classes and properties by text; the server would find out only when it starts. */
class DescriptorTest {
  private Document descriptor;

  @BeforeEach
  void read() throws Exception {
    try (InputStream file = getClass().getResourceAsStream("/META-INF/ra.xml")) {
      descriptor = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
    }
  }

  private List<String> texts(String element) {
    NodeList found = descriptor.getElementsByTagName(element);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().strip())
        .toList();
  }

  private Class<?> type(String element) throws ClassNotFoundException {
    assertThat(texts(element)).hasSize(1);
    return Class.forName(texts(element).get(0));
  }

  @Test
  void itsClassesAreWhatTheServerTakesThemFor() throws Exception {
    assertThat(type("resourceadapter-class")).isAssignableTo(ResourceAdapter.class);
    assertThat(type("managedconnectionfactory-class"))
        .isAssignableTo(ManagedConnectionFactory.class);
    assertThat(type("connectionfactory-interface")).isEqualTo(DeviceConnectionFactory.class);
    assertThat(type("connectionfactory-impl-class")).isAssignableTo(DeviceConnectionFactory.class);
    assertThat(type("connection-interface")).isEqualTo(DeviceLease.class);
  }

  @Test
  void itsPropertiesAreThoseOfTheAdaptersBean() throws Exception {
    List<String> properties =
        Arrays.stream(
                Introspector.getBeanInfo(type("resourceadapter-class"), Object.class)
                    .getPropertyDescriptors())
            .filter(property -> property.getWriteMethod() != null)
            .map(property -> property.getName())
            .toList();
    assertThat(texts("config-property-name")).containsExactlyInAnyOrderElementsOf(properties);
    assertThat(texts("config-property-value")).hasSameSizeAs(properties);
  }
}
