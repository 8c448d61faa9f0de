/// Every field of a container of Kubernetes 1.30.
let fullContainers = """
  initContainers:
    - name: name
      image: image
      command: [command]
      args: [args]
      workingDir: workingDir
      ports: [{name: name, hostPort: 7, containerPort: 7, protocol: TCP, hostIP: hostIP}]
      envFrom:
        - prefix: prefix
          configMapRef: {name: name, optional: true}
          secretRef: {name: name, optional: true}
      env:
        - name: name
          value: value
          valueFrom:
            fieldRef: {apiVersion: apiVersion, fieldPath: fieldPath}
            resourceFieldRef: {containerName: containerName, resource: resource, divisor: "1Mi"}
            configMapKeyRef: {name: name, key: key, optional: true}
            secretKeyRef: {name: name, key: key, optional: true}
      resources:
        limits: {cpu: "500m", memory: "1Gi"}
        requests: {cpu: "500m", memory: "1Gi"}
        claims: [{name: name}]
      resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
      restartPolicy: Always
      volumeMounts:
        - name: name
          readOnly: true
          recursiveReadOnly: IfPossible
          mountPath: mountPath
          subPath: subPath
          mountPropagation: HostToContainer
          subPathExpr: subPathExpr
      volumeDevices: [{name: name, devicePath: devicePath}]
      livenessProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      readinessProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      startupProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      lifecycle:
        postStart:
          exec: {command: [command]}
          httpGet:
            path: path
            port: http
            host: host
            scheme: HTTPS
            httpHeaders: [{name: name, value: value}]
          tcpSocket: {port: http, host: host}
          sleep: {seconds: 7}
        preStop:
          exec: {command: [command]}
          httpGet:
            path: path
            port: http
            host: host
            scheme: HTTPS
            httpHeaders: [{name: name, value: value}]
          tcpSocket: {port: http, host: host}
          sleep: {seconds: 7}
      terminationMessagePath: terminationMessagePath
      terminationMessagePolicy: FallbackToLogsOnError
      imagePullPolicy: IfNotPresent
      securityContext:
        capabilities: {add: [Capability], drop: [Capability]}
        privileged: true
        seLinuxOptions: {user: user, role: role, type: type, level: level}
        windowsOptions:
          gmsaCredentialSpecName: gmsaCredentialSpecName
          gmsaCredentialSpec: gmsaCredentialSpec
          runAsUserName: runAsUserName
          hostProcess: true
        runAsUser: 7
        runAsGroup: 7
        runAsNonRoot: true
        readOnlyRootFilesystem: true
        allowPrivilegeEscalation: true
        procMount: Unmasked
        seccompProfile: {type: Localhost, localhostProfile: localhostProfile}
        appArmorProfile: {type: RuntimeDefault, localhostProfile: localhostProfile}
      stdin: true
      stdinOnce: true
      tty: true
  containers:
    - name: name
      image: image
      command: [command]
      args: [args]
      workingDir: workingDir
      ports: [{name: name, hostPort: 7, containerPort: 7, protocol: TCP, hostIP: hostIP}]
      envFrom:
        - prefix: prefix
          configMapRef: {name: name, optional: true}
          secretRef: {name: name, optional: true}
      env:
        - name: name
          value: value
          valueFrom:
            fieldRef: {apiVersion: apiVersion, fieldPath: fieldPath}
            resourceFieldRef: {containerName: containerName, resource: resource, divisor: "1Mi"}
            configMapKeyRef: {name: name, key: key, optional: true}
            secretKeyRef: {name: name, key: key, optional: true}
      resources:
        limits: {cpu: "500m", memory: "1Gi"}
        requests: {cpu: "500m", memory: "1Gi"}
        claims: [{name: name}]
      resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
      restartPolicy: Always
      volumeMounts:
        - name: name
          readOnly: true
          recursiveReadOnly: IfPossible
          mountPath: mountPath
          subPath: subPath
          mountPropagation: HostToContainer
          subPathExpr: subPathExpr
      volumeDevices: [{name: name, devicePath: devicePath}]
      livenessProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      readinessProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      startupProbe:
        exec: {command: [command]}
        httpGet:
          path: path
          port: http
          host: host
          scheme: HTTPS
          httpHeaders: [{name: name, value: value}]
        tcpSocket: {port: http, host: host}
        grpc: {port: 7, service: service}
        initialDelaySeconds: 7
        timeoutSeconds: 7
        periodSeconds: 7
        successThreshold: 7
        failureThreshold: 7
        terminationGracePeriodSeconds: 7
      lifecycle:
        postStart:
          exec: {command: [command]}
          httpGet:
            path: path
            port: http
            host: host
            scheme: HTTPS
            httpHeaders: [{name: name, value: value}]
          tcpSocket: {port: http, host: host}
          sleep: {seconds: 7}
        preStop:
          exec: {command: [command]}
          httpGet:
            path: path
            port: http
            host: host
            scheme: HTTPS
            httpHeaders: [{name: name, value: value}]
          tcpSocket: {port: http, host: host}
          sleep: {seconds: 7}
      terminationMessagePath: terminationMessagePath
      terminationMessagePolicy: FallbackToLogsOnError
      imagePullPolicy: IfNotPresent
      securityContext:
        capabilities: {add: [Capability], drop: [Capability]}
        privileged: true
        seLinuxOptions: {user: user, role: role, type: type, level: level}
        windowsOptions:
          gmsaCredentialSpecName: gmsaCredentialSpecName
          gmsaCredentialSpec: gmsaCredentialSpec
          runAsUserName: runAsUserName
          hostProcess: true
        runAsUser: 7
        runAsGroup: 7
        runAsNonRoot: true
        readOnlyRootFilesystem: true
        allowPrivilegeEscalation: true
        procMount: Unmasked
        seccompProfile: {type: Localhost, localhostProfile: localhostProfile}
        appArmorProfile: {type: RuntimeDefault, localhostProfile: localhostProfile}
      stdin: true
      stdinOnce: true
      tty: true
  """
