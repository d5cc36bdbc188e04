package io.github.hlsprebuffer.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hlsprebuffer.http.HttpFields;
import io.github.hlsprebuffer.http.HttpFields.Field;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RequestFieldsTest {
  private static final Set<String> NAMES = Set.of("authorization", "cookie");

  private static HttpFields fields(String... namesAndValues) {
    HttpFields fields = HttpFields.EMPTY;
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields = fields.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  private static String partition(String... namesAndValues) {
    return RequestFields.partition(fields(namesAndValues), NAMES);
  }

  @Test
  void partition_noneOfTheFields_isShared() {
    assertThat(partition("User-Agent", "x")).isEmpty();
    assertThat(RequestFields.partition(fields("Cookie", "a=b"), Set.of())).isEmpty();
  }

  @Test
  void partition_differentCredentials_allDiffer() {
    List<String> partitions =
        Stream.of(
                partition(),
                partition("Authorization", ""),
                partition("Cookie", ""),
                partition("Authorization", "", "Cookie", ""),
                partition("Authorization", "Basic a"),
                partition("Authorization", "Basic A"),
                partition("Authorization", "Basic b"),
                partition("Cookie", "Basic a"),
                partition("Authorization", "Basic a", "Cookie", "s=1"),
                partition("Authorization", "Basic b", "Cookie", "s=1"),
                partition("Cookie", "s=1"))
            .toList();

    assertThat(partitions).doesNotHaveDuplicates();
  }

  @Test
  void partition_valuesThatLookAlikeWhenJoined_doNotCollide() {
    Set<String> names = Set.of("a", "b");

    assertThat(
            List.of(
                RequestFields.partition(fields("a", "1", "b", "2"), names),
                RequestFields.partition(fields("a", "1b:1:2"), names),
                RequestFields.partition(fields("a", "1:1b:1:2"), names),
                RequestFields.partition(fields("a", "12"), names),
                RequestFields.partition(fields("a", "", "b", "12"), names),
                RequestFields.partition(fields("b", "1a:1:2"), names)))
        .doesNotHaveDuplicates();
  }

  @Test
  void partition_sameCredentialsInOtherCaseAndOrder_isTheSame() {
    assertThat(partition("COOKIE", "s=1", "authorization", "Basic a"))
        .isEqualTo(partition("Authorization", "Basic a", "User-Agent", "x", "Cookie", "s=1"));
    HttpFields both = fields("Authorization", "Basic a", "Cookie", "s=1");
    assertThat(
            RequestFields.partition(both, new LinkedHashSet<>(List.of("cookie", "authorization"))))
        .isEqualTo(RequestFields.partition(both, new TreeSet<>(NAMES)));
  }

  @Test
  void partition_severalLinesOrOne_differ() {
    assertThat(partition("Cookie", "a=1", "Cookie", "b=2"))
        .isNotEqualTo(partition("Cookie", "a=1, b=2"))
        .isNotEqualTo(partition("Cookie", "b=2", "Cookie", "a=1"))
        .isNotEqualTo(partition("Cookie", "a=1"));
  }

  /** A client certificate is in no field. */
  @Test
  void partition_userWhomTheContainerKnows_isToldApart() {
    HttpFields none = HttpFields.EMPTY;
    String anna = RequestFields.partition(none, NAMES, () -> "anna");

    assertThat(anna)
        .isEqualTo(RequestFields.partition(none, NAMES, () -> "anna"))
        .isNotEqualTo(RequestFields.partition(none, NAMES, () -> "bob"))
        .isNotEqualTo(RequestFields.partition(none, NAMES, /* user= */ null))
        .isNotEqualTo(RequestFields.partition(fields("cookie", "anna"), NAMES));
    assertThat(RequestFields.partition(none, Set.of(), () -> "anna")).as("none").isEmpty();
  }

  @Test
  void partition_anyCredential_isNotToBeReadFromIt() {
    assertThat(partition("Authorization", "Bearer c0ffee-secret"))
        .matches("[0-9a-f]{64}")
        .doesNotContain("c0ffee", "secret");
  }

  @Test
  void of_request_hasAllLinesOfAllFields() {
    RequestStub stub =
        RequestStub.of("", "/a").with("Accept", "x").with("Cookie", "a=1").with("Accept", "y");

    assertThat(RequestFields.of(stub.request()))
        .containsExactly(
            new Field("Accept", "x"), new Field("Accept", "y"), new Field("Cookie", "a=1"));
  }

  /** RFC 9110 §5.5. */
  @Test
  void of_blanksAroundAValue_areNoPartOfIt() {
    HttpFields fields =
        RequestFields.of(RequestStub.of("", "/a.ts").with("Cookie", " \ta = 1 \t").request());
    assertThat(fields.first("cookie")).isEqualTo("a = 1");
  }
}
