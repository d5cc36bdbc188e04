package io.github.hlsprebuffer.it.jetty;

import io.github.hlsprebuffer.registry.PrebufferRegistry;
import java.net.URL;
import org.eclipse.jetty.ee10.servlet.ErrorHandler;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.util.security.Password;
import org.jboss.arquillian.container.jetty.embedded_12_ee10.WebAppContextProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.weld.bootstrap.api.SingletonProvider;
import org.jboss.weld.bootstrap.api.helpers.TCCLSingletonProvider;
import org.slf4j.LoggerFactory;

/**
 * Has each application load its own classes, and see none of ours on the class path that the tests
 * run with: as Jetty does by itself and its adapter does not. Knows the users of the tests.
 */
public final class JettyUnderTest implements LoadableExtension, WebAppContextProcessor {
  private static final String OURS = "io.github.hlsprebuffer.";
  private static final String DEFAULT_SERVLET = "org.eclipse.jetty.servlet.Default.";

  /** For Arquillian. */
  public JettyUnderTest() {}

  @Override
  public void register(ExtensionBuilder builder) {
    // The one Weld that is here for all applications is a container for each of them.
    SingletonProvider.initialize(new TCCLSingletonProvider());
    builder.service(WebAppContextProcessor.class, JettyUnderTest.class);
  }

  @Override
  public void process(WebAppContext context, Archive<?> archive) {
    // A test that runs in the application has the libraries of tests with it, which are here too.
    boolean hasTest = !archive.getContent(Filters.include("/WEB-INF/lib/arquillian-.*")).isEmpty();
    context.setParentLoaderPriority(hasTest);
    context.getHiddenClassMatcher().add(OURS);
    // Their resources as well: Weld would find each bean twice, SLF4J a provider of another SLF4J.
    hideJarOf(PrebufferRegistry.class, context);
    hideJarOf(LoggerFactory.class, context);
    hideJarOf(LoggerFactory.getILoggerFactory().getClass(), context);
    context.setInitParameter(DEFAULT_SERVLET + "etags", "true");
    // Both would tell applications apart that are the same but for the filter.
    context.setInitParameter(DEFAULT_SERVLET + "dirAllowed", "false");
    if (context.getErrorHandler() instanceof ErrorHandler errors) {
      errors.setShowStacks(false);
    }
    UserStore users = new UserStore();
    for (String name : new String[] {"anna", "bob"}) {
      users.addUser(name, new Password(name), new String[] {"member"});
    }
    HashLoginService login = new HashLoginService();
    login.setUserStore(users);
    context.getSecurityHandler().setLoginService(login);
  }

  private static void hideJarOf(Class<?> type, WebAppContext context) {
    URL location = type.getProtectionDomain().getCodeSource().getLocation();
    context.getHiddenClassMatcher().add(location.toExternalForm());
  }
}
