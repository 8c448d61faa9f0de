/// A volume of every source of Kubernetes 1.30.
let fullVolumes = """
  volumes:
    - {name: hostpath, hostPath: {path: path, type: DirectoryOrCreate}}
    - {name: emptydir, emptyDir: {medium: Memory, sizeLimit: "1Mi"}}
    - name: gcepersistentdisk
      gcePersistentDisk: {pdName: pdName, fsType: fsType, partition: 7, readOnly: true}
    - name: awselasticblockstore
      awsElasticBlockStore: {volumeID: volumeID, fsType: fsType, partition: 7, readOnly: true}
    - {name: gitrepo, gitRepo: {repository: repository, revision: revision, directory: directory}}
    - name: secret
      secret:
        secretName: secretName
        items: [{key: key, path: path, mode: 7}]
        defaultMode: 7
        optional: true
    - {name: nfs, nfs: {server: server, path: path, readOnly: true}}
    - name: iscsi
      iscsi:
        targetPortal: targetPortal
        iqn: iqn
        lun: 7
        iscsiInterface: iscsiInterface
        fsType: fsType
        readOnly: true
        portals: [portals]
        chapAuthDiscovery: true
        chapAuthSession: true
        secretRef: {name: name}
        initiatorName: initiatorName
    - {name: glusterfs, glusterfs: {endpoints: endpoints, path: path, readOnly: true}}
    - {name: persistentvolumeclaim, persistentVolumeClaim: {claimName: claimName, readOnly: true}}
    - name: rbd
      rbd:
        monitors: [monitors]
        image: image
        fsType: fsType
        pool: pool
        user: user
        keyring: keyring
        secretRef: {name: name}
        readOnly: true
    - name: flexvolume
      flexVolume:
        driver: driver
        fsType: fsType
        secretRef: {name: name}
        readOnly: true
        options: {key: value}
    - {name: cinder, cinder: {volumeID: volumeID, fsType: fsType, readOnly: true, secretRef: {name: name}}}
    - name: cephfs
      cephfs:
        monitors: [monitors]
        path: path
        user: user
        secretFile: secretFile
        secretRef: {name: name}
        readOnly: true
    - {name: flocker, flocker: {datasetName: datasetName, datasetUUID: datasetUUID}}
    - name: downwardapi
      downwardAPI:
        items:
          - path: path
            fieldRef: {apiVersion: apiVersion, fieldPath: fieldPath}
            resourceFieldRef: {containerName: containerName, resource: resource, divisor: "1Mi"}
            mode: 7
        defaultMode: 7
    - {name: fc, fc: {targetWWNs: [targetWWNs], lun: 7, fsType: fsType, readOnly: true, wwids: [wwids]}}
    - {name: azurefile, azureFile: {secretName: secretName, shareName: shareName, readOnly: true}}
    - name: configmap
      configMap: {name: name, items: [{key: key, path: path, mode: 7}], defaultMode: 7, optional: true}
    - name: vspherevolume
      vsphereVolume:
        volumePath: volumePath
        fsType: fsType
        storagePolicyName: storagePolicyName
        storagePolicyID: storagePolicyID
    - name: quobyte
      quobyte:
        registry: registry
        volume: volume
        readOnly: true
        user: user
        group: group
        tenant: tenant
    - name: azuredisk
      azureDisk:
        diskName: diskName
        diskURI: diskURI
        cachingMode: ReadOnly
        fsType: fsType
        readOnly: true
        kind: Managed
    - {name: photonpersistentdisk, photonPersistentDisk: {pdID: pdID, fsType: fsType}}
    - name: projected
      projected:
        sources:
          - secret: {name: name, items: [{key: key, path: path, mode: 7}], optional: true}
            downwardAPI:
              items:
                - path: path
                  fieldRef: {apiVersion: apiVersion, fieldPath: fieldPath}
                  resourceFieldRef: {containerName: containerName, resource: resource, divisor: "1Mi"}
                  mode: 7
            configMap: {name: name, items: [{key: key, path: path, mode: 7}], optional: true}
            serviceAccountToken: {audience: audience, expirationSeconds: 7, path: path}
            clusterTrustBundle:
              name: name
              signerName: signerName
              labelSelector:
                matchLabels: {app: x}
                matchExpressions: [{key: tier, operator: NotIn, values: [a]}]
              optional: true
              path: path
        defaultMode: 7
    - {name: portworxvolume, portworxVolume: {volumeID: volumeID, fsType: fsType, readOnly: true}}
    - name: scaleio
      scaleIO:
        gateway: gateway
        system: system
        secretRef: {name: name}
        sslEnabled: true
        protectionDomain: protectionDomain
        storagePool: storagePool
        storageMode: storageMode
        volumeName: volumeName
        fsType: fsType
        readOnly: true
    - name: storageos
      storageos:
        volumeName: volumeName
        volumeNamespace: volumeNamespace
        fsType: fsType
        readOnly: true
        secretRef: {name: name}
    - name: csi
      csi:
        driver: driver
        readOnly: true
        fsType: fsType
        volumeAttributes: {key: value}
        nodePublishSecretRef: {name: name}
    - name: ephemeral
      ephemeral:
        volumeClaimTemplate:
          metadata: {labels: {app: x}, annotations: {note: y}}
          spec:
            accessModes: [ReadWriteOnce]
            selector: {matchLabels: {app: x}, matchExpressions: [{key: tier, operator: NotIn, values: [a]}]}
            resources: {limits: {cpu: "500m", memory: "1Gi"}, requests: {cpu: "500m", memory: "1Gi"}}
            volumeName: volumeName
            storageClassName: storageClassName
            volumeMode: Block
            dataSource: {apiGroup: apiGroup, kind: kind, name: name}
            dataSourceRef: {apiGroup: apiGroup, kind: kind, name: name, namespace: namespace}
            volumeAttributesClassName: volumeAttributesClassName
  """
